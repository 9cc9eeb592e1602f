package dev.punctual.call.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.problem.FieldError;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallPolicyCheckTest {

  @Test
  void findsNothingWrongWithTheDefault() {
    assertThat(CallPolicyCheck.errors(CallPolicy.DEFAULT)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"00:00-00:00", "22:00-00:00", "09:00-09:01"})
  void takesWindowsThatEndAfterTheyBegin(String window) {
    assertThat(CallPolicyCheck.errors(Policies.windows(window))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "17:00-09:00, /windows/0/to",
    "09:00-09:00, /windows/0/to",
    "09:00:30-17:00, /windows/0/from",
    "09:00-17:00:30, /windows/0/to"
  })
  void refusesOtherWindows(String window, String pointer) {
    assertThat(pointers(Policies.windows(window))).containsExactly(pointer);
  }

  @Test
  void refusesWindowsThatNeverOpen() {
    assertThat(pointers(Policies.windows(List.of()))).containsExactly("/windows");
    assertThat(
            pointers(
                Policies.windows(
                    List.of(new CallWindow(Set.of(), LocalTime.NOON, LocalTime.MIDNIGHT)))))
        .containsExactly("/windows/0/days");
  }

  @Test
  void refusesNumbersOutOfRange() {
    assertThat(pointers(Policies.perHour(0, 0)))
        .containsExactly("/horizon_days", "/max_calls_per_hour");
    assertThat(pointers(Policies.perHour(600_001, 32)))
        .containsExactly("/horizon_days", "/max_calls_per_hour");
  }

  @Test
  void refusesLinesThatCannotCarryACallAnHour() {
    assertThat(pointers(lines(1, Duration.ofMinutes(30)))).containsExactly("/lines");
    assertThat(pointers(lines(1, Duration.ofMinutes(5)))).isEmpty();
    assertThat(pointers(lines(0, Duration.ofMinutes(5)))).containsExactly("/lines");
  }

  @Test
  void refusesCallsOfNoLengthAndOfMoreThanAnHour() {
    assertThat(pointers(lines(10, Duration.ZERO))).containsExactly("/mean_call_minutes");
    assertThat(pointers(lines(10, Duration.ofMinutes(61)))).containsExactly("/mean_call_minutes");
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    CallPolicy policy =
        new CallPolicy(
            CallPolicy.DEFAULT.windows(),
            Set.of(),
            1,
            1,
            OptionalInt.of(3),
            Optional.empty(),
            ExplicitTime.ENFORCE,
            "usa",
            new CallRetry(0, Duration.ZERO),
            Optional.empty());
    assertThat(pointers(policy))
        .containsExactly(
            "/default_region", "/retry/max_attempts", "/retry/spacing", "/mean_call_minutes");
  }

  private static CallPolicy lines(int lines, Duration meanCall) {
    return Policies.lasting(CallPolicy.DEFAULT, meanCall, OptionalInt.of(lines));
  }

  private static List<String> pointers(CallPolicy policy) {
    return CallPolicyCheck.errors(policy).stream().map(FieldError::pointer).toList();
  }
}
