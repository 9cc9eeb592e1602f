package dev.punctual.http;

import java.util.Map;

/** A feature's handlers by {@code operationId}. */
interface Routes {
  Map<String, ApiHandler> handlers();
}
