/** The Scheduling Service's addresses and messages. */
package dev.punctual.shift.api;
