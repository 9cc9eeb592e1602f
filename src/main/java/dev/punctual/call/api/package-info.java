/** The addresses and messages of call scheduling. */
package dev.punctual.call.api;
