/** The Trigger Service's addresses and messages. */
package dev.punctual.trigger.api;
