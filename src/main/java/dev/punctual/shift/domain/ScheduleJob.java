package dev.punctual.shift.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A roster that was asked for, in one of its states. Each state has only the steps that lead out of
 * it: what is completed cannot fail, what is pending cannot be completed.
 */
public sealed interface ScheduleJob {

  /** What was asked for, in every state. */
  Order order();

  Status status();

  /** When the work first began; empty for a job that nobody has taken up. */
  default Optional<Instant> startedAt() {
    return Optional.empty();
  }

  default Optional<Instant> finishedAt() {
    return Optional.empty();
  }

  default Optional<Failure> failure() {
    return Optional.empty();
  }

  /** The states as they are shown and stored. */
  enum Status {
    PENDING,
    PROCESSING,
    COMPLETED,
    FAILED
  }

  /**
   * What was asked for.
   *
   * @param begin a Monday
   */
  record Order(String tenant, String id, String groupId, LocalDate begin, Instant createdAt) {}

  /** Why there is no roster: a code for programs and a sentence for people. */
  record Failure(String code, String detail) {}

  /** Waits for a node, or for the Data Service. */
  record Pending(Order order) implements ScheduleJob {
    @Override
    public Status status() {
      return Status.PENDING;
    }

    /** A node takes the job up, for the {@code attempt}-th time. */
    public Processing start(Instant now, int attempt) {
      return new Processing(order, now, attempt);
    }
  }

  /**
   * A node works on it.
   *
   * @param attempt counts the claims, from 1; an outdated one may write nothing
   */
  record Processing(Order order, Instant began, int attempt) implements ScheduleJob {
    @Override
    public Status status() {
      return Status.PROCESSING;
    }

    @Override
    public Optional<Instant> startedAt() {
      return Optional.of(began);
    }

    public Completed complete(Instant now) {
      return new Completed(order, began, now);
    }

    public Failed fail(Failure reason, Instant now) {
      return new Failed(order, began, now, reason);
    }

    /** Nothing can be done yet: back to the queue. */
    public Pending postpone() {
      return new Pending(order);
    }
  }

  /** Its roster is stored. */
  record Completed(Order order, Instant began, Instant finished) implements ScheduleJob {
    @Override
    public Status status() {
      return Status.COMPLETED;
    }

    @Override
    public Optional<Instant> startedAt() {
      return Optional.of(began);
    }

    @Override
    public Optional<Instant> finishedAt() {
      return Optional.of(finished);
    }
  }

  /** There will be no roster. */
  record Failed(Order order, Instant began, Instant finished, Failure reason)
      implements ScheduleJob {
    @Override
    public Status status() {
      return Status.FAILED;
    }

    @Override
    public Optional<Instant> startedAt() {
      return Optional.of(began);
    }

    @Override
    public Optional<Instant> finishedAt() {
      return Optional.of(finished);
    }

    @Override
    public Optional<Failure> failure() {
      return Optional.of(reason);
    }
  }
}
