package dev.punctual.cache;

/**
 * What a value is kept under, and what it is.
 *
 * @param value unique in the cache whatever the type, e.g. {@code staff/default/42}
 * @param type what is kept; a record that Jackson can write and read back
 */
public record CacheKey<V>(String value, Class<V> type) {}
