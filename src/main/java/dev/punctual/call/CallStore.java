package dev.punctual.call;

import dev.punctual.call.api.CallApi.ListCalls;
import dev.punctual.call.domain.CallStatus;
import dev.punctual.call.domain.Reason;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where calls are kept. Whatever changes what a customer has planned says which state of it was
 * seen; if that is not the present one any more, nothing is changed.
 */
interface CallStore {

  /**
   * What a customer has planned.
   *
   * @param number rises with every change
   */
  record Agenda(long number, List<Instant> planned) {}

  /** A call's trigger: whose, which, and when. */
  record Appointment(String tenant, String id, Instant at) {}

  /** A time that a call moves to. */
  record Move(Instant scheduled, CallStatus status, Optional<Reason> reason) {}

  /**
   * Reads what is planned after an instant.
   *
   * @param except a call that does not count
   */
  Future<Agenda> agenda(String tenant, String customer, Instant after, Optional<String> except);

  /** Whether the batch was added: not if the agenda has changed or the key is taken. */
  Future<Boolean> add(Batch batch, String customer, long seen, List<StoredCall> calls);

  Future<Optional<Batch>> batch(String tenant, String idempotencyKey);

  Future<Void> placed(String tenant, String batchId);

  /** Batches whose triggers may be missing, the oldest first; a few at once. */
  Future<List<Batch>> unplaced(Instant createdBefore);

  Future<List<Appointment>> appointments(String tenant, String batchId);

  Future<Optional<StoredCall>> find(String tenant, String id);

  /** Ordered by id. */
  Future<List<StoredCall>> list(ListCalls query);

  /** The call after its move; its trigger has yet to follow. */
  Future<Optional<StoredCall>> move(StoredCall call, long seen, Move move);

  /** The trigger is where this call is now. */
  Future<Void> followed(Appointment appointment);

  /** Erases who would have been called; whether there was such a call. */
  Future<Boolean> cancel(String tenant, String id);

  /** Moved calls whose triggers may not have followed; a few at once. */
  Future<List<Appointment>> moved();

  /** Cancelled calls whose triggers may be left; a few at once. */
  Future<List<Appointment>> cancelled();

  /** Calls that were due before an instant; a few at once. */
  Future<List<Appointment>> aged(Instant before);

  Future<Void> remove(String tenant, List<String> ids);

  /** Forgets what was answered to keys. */
  Future<Void> forgetBatches(Instant createdBefore);
}
