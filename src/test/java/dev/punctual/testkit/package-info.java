/** What tests of several features share: real servers, builders and fakes. */
@NullMarked
package dev.punctual.testkit;

import org.jspecify.annotations.NullMarked;
