package dev.punctual.trigger.runner;

import java.time.Duration;
import java.util.Optional;

/**
 * What an endpoint answered.
 *
 * @param responseTime from sending the request to the end of reading
 * @param retryAfter the header as it came
 */
record Answer(int status, Duration responseTime, Excerpt body, Optional<String> retryAfter) {}
