/** The lookup's address and messages. */
package dev.punctual.lookup.api;
