package dev.punctual.http;

import dev.punctual.config.ApiKey.Scope;
import java.util.Set;

/**
 * Who asks.
 *
 * @param name the key's name; for limits and logs
 */
record Principal(String name, String tenant, Set<Scope> scopes) {}
