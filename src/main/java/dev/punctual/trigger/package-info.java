/**
 * The Trigger Service: definitions of scheduled and API triggers. The engine that fires them is in
 * {@code engine}, what runs their actions in {@code runner}, what reads their log in {@code log}.
 */
package dev.punctual.trigger;
