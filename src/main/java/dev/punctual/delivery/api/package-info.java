/** What the delivery service can be asked over the bus. */
package dev.punctual.delivery.api;
