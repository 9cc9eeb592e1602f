/**
 * The HTTP front door. Its routes come from {@code openapi.yaml} alone: each operation there is
 * answered by one handler of a {@code Routes} class, behind the same steps in the same order —
 * authenticate, limit the rate, read the body, validate it against the contract, honour the
 * Idempotency-Key, ask the bus, answer. Whatever fails on the way is written by one {@link
 * dev.punctual.http.ProblemHandler} as RFC 9457.
 */
package dev.punctual.http;
