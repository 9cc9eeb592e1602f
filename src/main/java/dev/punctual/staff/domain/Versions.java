package dev.punctual.staff.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What is stored has a version that rises by one with every change. */
public final class Versions {
  private Versions() {}

  /** The first one: higher than any that the id had before, should it be used again. */
  public static long first(Instant createdAt) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, createdAt);
  }
}
