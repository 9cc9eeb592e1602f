package dev.punctual.problem;

/**
 * A place in a body that is wrong.
 *
 * @param pointer a JSON Pointer (RFC 6901) from the body's root
 * @param message what must hold there
 */
public record FieldError(String pointer, String message) {}
