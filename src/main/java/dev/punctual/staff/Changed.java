package dev.punctual.staff;

import java.util.Set;

/**
 * A committed change.
 *
 * @param value what it led to
 * @param cacheKeys every cached answer that is wrong from now on
 */
record Changed<T>(T value, Set<String> cacheKeys) {}
