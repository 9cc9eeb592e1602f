/** The Data Service's addresses and messages. */
package dev.punctual.staff.api;
