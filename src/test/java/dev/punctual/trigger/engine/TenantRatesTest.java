package dev.punctual.trigger.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TenantRatesTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void everybodyPassesWithoutARate() {
    TenantRates rates = new TenantRates(OptionalInt.empty());
    for (int i = 0; i < 10_000; i++) {
      assertThat(rates.take("t", 0)).isZero();
    }
  }

  @Test
  void aBurstOfOneSecondPassesAndTheRestIsSpread() {
    TenantRates rates = new TenantRates(OptionalInt.of(10));
    for (int i = 0; i <= 10; i++) {
      assertThat(rates.take("t", 0)).as("%d", i).isZero();
    }
    assertThat(rates.take("t", 0)).isEqualTo(Duration.ofMillis(100));
    assertThat(rates.take("t", 0)).isEqualTo(Duration.ofMillis(200));
    assertThat(rates.take("other", 0)).isZero();
  }

  @Test
  void aPauseEarnsNoMoreThanOneBurst() {
    TenantRates rates = new TenantRates(OptionalInt.of(10));
    assertThat(rates.take("t", 0)).isZero();
    for (int i = 0; i <= 10; i++) {
      assertThat(rates.take("t", 100 * SECOND)).isZero();
    }
    assertThat(rates.take("t", 100 * SECOND)).isPositive();
  }
}
