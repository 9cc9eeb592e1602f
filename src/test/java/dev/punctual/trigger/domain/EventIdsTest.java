package dev.punctual.trigger.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class EventIdsTest {
  private static final Instant NOON = Instant.parse("2025-06-01T12:00:00.123456Z");

  @Test
  void givesTheSameFiringTheSameIdForever() {
    assertThat(EventIds.scheduled("default", "t-1", NOON))
        .hasToString("01972b5c-ee7b-700f-8702-e5773bf0cdcc");
  }

  @Property
  void isAUuidOfVersion7ThatBeginsWithItsMillisecond(
      @ForAll String tenant,
      @ForAll String trigger,
      @ForAll @LongRange(min = 0, max = 253_402_300_799_999_999L) long micros) {
    Instant scheduledFor = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    UUID id = EventIds.scheduled(tenant, trigger, scheduledFor);
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(EventIds.time(id)).isEqualTo(scheduledFor.truncatedTo(ChronoUnit.MILLIS));
  }

  @Test
  void tellsTenantsTriggersAndMicrosecondsApart() {
    Set<UUID> ids = new HashSet<>();
    for (String tenant : new String[] {"a", "ab", "b"}) {
      for (String trigger : new String[] {"bc", "c", "b"}) {
        for (int micro = 0; micro < 1000; micro++) {
          ids.add(EventIds.scheduled(tenant, trigger, NOON.plus(micro, ChronoUnit.MICROS)));
        }
      }
    }
    assertThat(ids).hasSize(9000);
  }

  @Test
  void seesNoMoreOfAnInstantThanTheDatabaseKeeps() {
    assertThat(EventIds.scheduled("a", "b", NOON.plusNanos(999)))
        .isEqualTo(EventIds.scheduled("a", "b", NOON));
  }

  @Test
  void staysWithinTheFieldForInstantsThatAVersion7CannotHold() {
    UUID early = EventIds.scheduled("a", "b", Instant.parse("1960-01-01T00:00:00Z"));
    UUID late = EventIds.scheduled("a", "b", Instant.parse("+20000-01-01T00:00:00Z"));
    assertThat(EventIds.time(early)).isEqualTo(Instant.EPOCH);
    assertThat(EventIds.time(late)).isEqualTo(Instant.ofEpochMilli((1L << 48) - 1));
    assertThat(early.version()).isEqualTo(7);
    assertThat(late.version()).isEqualTo(7);
  }
}
