package dev.punctual.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.call.domain.PhoneReading;
import dev.punctual.call.domain.PhoneReading.Dialable;
import dev.punctual.call.domain.PhoneReading.NotDialable;
import dev.punctual.call.domain.Reason;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhonesTest {
  private final Phones phones = new Phones();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "212-555-5555",
        "1-212-555-5555",
        "(212) 555-5555",
        "212.555.5555",
        "212 555 5555",
        "2125555555",
        "+12125555555",
        "+1 (212) 555 5555",
        "２１２－５５５－５５５５",
        "tel:+1-212-555-5555",
        "tel:212-555-5555;phone-context=+1",
        "212-555-5555 ext. 12",
        "212-555-5555 Extension 12",
        "212-555-5555x12",
        "212-555-5555 #12",
        "tel:+1-212-555-5555;ext=12",
        "  212-555-5555  "
      })
  void readsEveryUsualWriting(String written) {
    assertThat(dialable(written, "US").phone().e164()).isEqualTo("+12125555555");
  }

  @ParameterizedTest
  @ValueSource(strings = {"212-555-5555 ext. 12", "212-555-5555x12", "+12125555555;ext=12"})
  void keepsTheExtensionApart(String written) {
    assertThat(dialable(written, "US").phone().extension()).isEqualTo(Optional.of("12"));
  }

  @ParameterizedTest
  @CsvSource({
    "+44 20 7946 0958, +442079460958",
    "+44 (0)20 7946 0958, +442079460958",
    "011 44 20 7946 0958, +442079460958",
    "+49 30 901820, +4930901820"
  })
  void readsOtherCountries(String written, String e164) {
    assertThat(dialable(written, "US").phone().e164()).isEqualTo(e164);
  }

  @Test
  void takesTheRegionOfANumberWithoutACountryCode() {
    assertThat(dialable("020 7946 0958", "GB").phone().e164()).isEqualTo("+442079460958");
    assertThat(phones.read("020 7946 0958", "US")).isInstanceOf(NotDialable.class);
  }

  @ParameterizedTest
  @CsvSource({
    "2-(208)-555-5556, PHONE_TOO_LONG",
    "1234567890123456789012, PHONE_TOO_LONG",
    "555-5555, PHONE_AREA_CODE_MISSING",
    "123, PHONE_TOO_SHORT",
    "1-800-FLOWERS, PHONE_LETTERS",
    "212-555-555a5, PHONE_LETTERS",
    "call me, PHONE_LETTERS",
    "212-555-5555 x, PHONE_LETTERS",
    "-, PHONE_UNREADABLE",
    "+999 123456, PHONE_COUNTRY_UNKNOWN",
    "000-000-0000, PHONE_NOT_IN_USE",
    "911, PHONE_EMERGENCY",
    "9-1-1, PHONE_EMERGENCY",
    "112, PHONE_EMERGENCY",
    "1-900-555-5555, PHONE_PREMIUM",
    "+44 909 879 0000, PHONE_PREMIUM"
  })
  void refusesWithTheReason(String written, Reason reason) {
    assertThat(phones.read(written, "US")).isEqualTo(new NotDialable(reason));
  }

  @Test
  void findsTheZoneOfANumber() {
    assertThat(dialable("212-555-5555", "US").zones())
        .containsExactly(ZoneId.of("America/New_York"));
  }

  @Test
  void findsAllZonesOfANumberThatMayBeInSeveral() {
    assertThat(dialable("208-555-5556", "US").zones())
        .containsExactlyInAnyOrder(ZoneId.of("America/Boise"), ZoneId.of("America/Los_Angeles"));
  }

  @Test
  void findsNoZoneOfASatellitePhone() {
    assertThat(dialable("+870 773 111 632", "US").zones()).isEmpty();
  }

  @Test
  void knowsTollFreeNumbers() {
    assertThat(dialable("800-555-5555", "US").tollFree()).isTrue();
    assertThat(dialable("212-555-5555", "US").tollFree()).isFalse();
  }

  @Test
  void neverShowsANumber() {
    PhoneReading reading = dialable("212-555-5555 ext. 98765", "US");
    assertThat(reading.toString()).doesNotContain("555").doesNotContain("98765");
  }

  private Dialable dialable(String written, String region) {
    return (Dialable) phones.read(written, region);
  }
}
