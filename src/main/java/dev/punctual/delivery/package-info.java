/**
 * Deliveries: the day's drivers and packages, the assignment of the most packages that the drivers'
 * rules allow, and the way of each package to its door.
 */
package dev.punctual.delivery;
