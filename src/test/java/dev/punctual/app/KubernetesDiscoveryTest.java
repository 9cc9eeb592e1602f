package dev.punctual.app;

import static dev.punctual.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KubernetesDiscoveryTest {
  @Test
  void membersFindEachOtherByTheNameOfTheirService() {
    try (Members members = Members.startBehind("localhost")) {
      members.serve(0);
      assertThat(await(members.ask(1, 7)).member()).isEqualTo(0);
    }
  }
}
