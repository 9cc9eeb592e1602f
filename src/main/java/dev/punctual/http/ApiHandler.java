package dev.punctual.http;

import io.vertx.core.Future;

/** Answers one operation of the contract; a failure is a {@code ProblemException} or a defect. */
@FunctionalInterface
interface ApiHandler {
  Future<ApiResponse> handle(ApiRequest request);
}
