package dev.punctual.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.punctual.call.api.CallApi.CallState;
import dev.punctual.call.api.CallApi.PlannedCall;
import dev.punctual.call.domain.Call;
import dev.punctual.call.domain.CallDecision;
import dev.punctual.call.domain.CallEvent;
import dev.punctual.call.domain.CallRequest;
import dev.punctual.call.domain.CallStatus;
import dev.punctual.call.domain.Phone;
import dev.punctual.call.domain.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Calls as the contract shows them. */
final class CallViews {
  private CallViews() {}

  /** An entry of a batch: name and phone as they were written. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record PlannedView(
      String name,
      String phone,
      @JsonInclude Optional<String> tz,
      @JsonInclude Optional<Instant> scheduled,
      @JsonInclude Optional<String> scheduledTaskId,
      String status,
      Optional<String> reason,
      Optional<String> detail,
      Optional<Instant> suggested) {}

  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record CallView(
      String scheduledTaskId,
      String customer,
      Optional<String> name,
      Optional<String> phone,
      Optional<String> extension,
      String tz,
      Instant scheduled,
      String status,
      Optional<String> reason,
      Optional<String> eventId,
      Optional<String> outcome,
      Instant createdAt) {}

  static List<PlannedView> plan(List<CallRequest> requests, List<PlannedCall> calls) {
    List<PlannedView> views = new ArrayList<>(calls.size());
    for (int place = 0; place < calls.size(); place++) {
      views.add(planned(requests.get(place), calls.get(place)));
    }
    return views;
  }

  private static PlannedView planned(CallRequest request, PlannedCall call) {
    CallDecision decision = call.decision();
    return new PlannedView(
        request.name(),
        request.phone(),
        decision.zone(),
        decision.scheduled(),
        call.scheduledTaskId(),
        label(decision.status()),
        decision.reason().map(Reason::code),
        decision.detail(),
        decision.suggested());
  }

  /**
   * A call that is planned.
   *
   * @param named whether to say who is called
   */
  static CallView call(Call call, boolean named) {
    return call(new CallState(call, Optional.empty()), named);
  }

  /** The same, with what became of it. */
  static CallView call(CallState state, boolean named) {
    Call call = state.call();
    Optional<Phone> phone = named ? Optional.of(call.phone()) : Optional.empty();
    return new CallView(
        call.id(),
        call.customer(),
        named ? Optional.of(call.name()) : Optional.empty(),
        phone.map(Phone::e164),
        phone.flatMap(Phone::extension),
        call.zone(),
        call.scheduled(),
        label(call.status()),
        call.reason().map(Reason::code),
        state.event().map(CallEvent::id),
        state.event().map(event -> event.outcome().name().toLowerCase(Locale.ROOT)),
        call.createdAt());
  }

  private static String label(CallStatus status) {
    return status.name().toLowerCase(Locale.ROOT);
  }
}
