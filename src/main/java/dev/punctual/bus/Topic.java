package dev.punctual.bus;

/**
 * Where a hint is published: every node may hear it, none must. Nothing that has to survive travels
 * here.
 *
 * @param name {@code feature.topic}
 * @param event an immutable record, named in the past tense
 */
public record Topic<E extends Record>(String name, Class<E> event) {}
