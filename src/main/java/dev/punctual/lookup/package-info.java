/**
 * Asks the Data Service over HTTP who is in a group: with a timeout, retries with jitter, a circuit
 * breaker, and the answer kept for as long as the Data Service confirms its ETag.
 */
package dev.punctual.lookup;
