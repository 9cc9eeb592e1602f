package dev.punctual.call.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.call.domain.Callee.Reachable;
import dev.punctual.call.domain.Callee.Unreachable;
import dev.punctual.call.domain.PhoneReading.Dialable;
import dev.punctual.call.domain.PhoneReading.NotDialable;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalleeTest {
  private static final Phone PHONE = new Phone("+12085555556", Optional.empty());
  private static final ZoneId BOISE = ZoneId.of("America/Boise");
  private static final ZoneId LOS_ANGELES = ZoneId.of("America/Los_Angeles");
  private static final PhoneReading IDAHO = new Dialable(PHONE, false, List.of(BOISE, LOS_ANGELES));
  private static final PhoneReading TOLL_FREE =
      new Dialable(PHONE, true, List.of(BOISE, LOS_ANGELES));
  private static final PhoneReading NOWHERE = new Dialable(PHONE, false, List.of());

  @Test
  void mustBeCalledInTheWindowOfEveryZoneOfTheNumber() {
    assertThat(Callee.of(request(), IDAHO))
        .isEqualTo(new Reachable(PHONE, List.of(BOISE, LOS_ANGELES), Optional.empty()));
  }

  @Test
  void isWhereTheGivenZoneSaysWhateverTheNumberSays() {
    for (PhoneReading number : List.of(IDAHO, TOLL_FREE, NOWHERE)) {
      assertThat(Callee.of(in("Europe/Berlin"), number))
          .isEqualTo(new Reachable(PHONE, List.of(ZoneId.of("Europe/Berlin")), Optional.empty()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Mars/Olympus",
        "+02:00",
        "UTC+2",
        "EST5",
        "SystemV/EST5",
        "IST",
        "",
        " America/New_York"
      })
  void isNowhereWithAZoneThatIsNone(String zone) {
    assertThat(Callee.of(in(zone), IDAHO)).isEqualTo(unreachable(Reason.TIMEZONE_UNKNOWN));
  }

  @ParameterizedTest
  @CsvSource({
    "EST, America/Panama",
    "MST, America/Phoenix",
    "HST, Pacific/Honolulu",
    "EST5EDT, EST5EDT"
  })
  void isInTheZoneThatAShortNameOfTheTimeZoneDatabaseStandsFor(String name, ZoneId zone) {
    assertThat(Callee.of(in(name), IDAHO))
        .isEqualTo(new Reachable(PHONE, List.of(zone), Optional.empty()));
  }

  @Test
  void mayBeAnywhereWithATollFreeNumber() {
    assertThat(Callee.of(request(), TOLL_FREE)).isEqualTo(unreachable(Reason.PHONE_TOLL_FREE));
  }

  @Test
  void isNeverGuessedToBeSomewhere() {
    assertThat(Callee.of(request(), NOWHERE)).isEqualTo(unreachable(Reason.TIMEZONE_NOT_FOUND));
  }

  @Test
  void needsANameAndANumber() {
    assertThat(Callee.of(new CallRequest(" ", "x", Optional.empty(), Optional.empty()), IDAHO))
        .isEqualTo(new Unreachable(Optional.empty(), Reason.NAME_MISSING));
    assertThat(Callee.of(new CallRequest("Ann", "", Optional.empty(), Optional.empty()), IDAHO))
        .isEqualTo(new Unreachable(Optional.empty(), Reason.PHONE_MISSING));
  }

  @Test
  void cannotBeCalledAtANumberThatIsRefused() {
    assertThat(Callee.of(request(), new NotDialable(Reason.PHONE_PREMIUM)))
        .isEqualTo(new Unreachable(Optional.empty(), Reason.PHONE_PREMIUM));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-03-08T13:00:00Z", "2026-03-08T09:00:00-04:00"})
  void hasATimeOfItsOwn(String scheduled) {
    Reachable callee = (Reachable) Callee.of(at(scheduled), IDAHO);
    assertThat(callee.scheduled()).contains(Instant.parse("2026-03-08T13:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tomorrow", "2026-03-08", "2026-03-08T13:00:00", "2026-02-30T13:00:00Z"})
  void hasNoTimeThatIsNoInstant(String scheduled) {
    assertThat(Callee.of(at(scheduled), IDAHO)).isEqualTo(unreachable(Reason.SCHEDULED_UNREADABLE));
  }

  @Test
  void isNotNamedInATextOfTheRequest() {
    assertThat(new CallRequest("Ann", "555-0001", Optional.of("Bob"), Optional.of("555-0002")))
        .asString()
        .doesNotContain("Ann", "Bob", "555");
  }

  private static Unreachable unreachable(Reason reason) {
    return new Unreachable(Optional.of(PHONE), reason);
  }

  private static CallRequest request() {
    return new CallRequest("Ann", "208-555-5556", Optional.empty(), Optional.empty());
  }

  private static CallRequest in(String zone) {
    return new CallRequest("Ann", "208-555-5556", Optional.of(zone), Optional.empty());
  }

  private static CallRequest at(String scheduled) {
    return new CallRequest("Ann", "208-555-5556", Optional.empty(), Optional.of(scheduled));
  }
}
