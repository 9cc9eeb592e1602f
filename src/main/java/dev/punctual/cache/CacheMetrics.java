package dev.punctual.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Is told how each get was answered. Called on hot paths: must not block. */
@FunctionalInterface
public interface CacheMetrics {

  /** How a get was answered. */
  enum Answer {
    /** From the cache. */
    HIT,
    /** By a loader, its own or the one already under way. */
    MISS,
    /** By its loader, because the cache could not be asked. */
    BYPASS
  }

  void answered(Answer answer);

  /** Counts nothing. */
  static CacheMetrics none() {
    return answer -> {};
  }

  /** Counts in {@code punctual_cache_requests_total{result="hit|miss|bypass"}}. */
  static CacheMetrics in(MeterRegistry registry) {
    Map<Answer, Counter> counters = new EnumMap<>(Answer.class);
    for (Answer answer : Answer.values()) {
      counters.put(
          answer,
          Counter.builder("punctual_cache_requests")
              .description("Cache reads by how they were answered")
              .tag("result", answer.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    return answer -> {
      Counter counter = counters.get(answer);
      if (counter != null) {
        counter.increment();
      }
    };
  }
}
