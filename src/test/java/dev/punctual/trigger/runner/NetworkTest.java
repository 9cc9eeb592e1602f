package dev.punctual.trigger.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.InetAddress;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "172.16.0.0/12, 172.31.255.255, true",
    "172.16.0.0/12, 172.32.0.0, false",
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.4, false",
    "10.1.2.3/32, 10.1.2.2, false",
    "0.0.0.0/0, 255.255.255.255, true",
    "0.0.0.0/0, ::1, false",
    "fc00::/7, fdff::1, true",
    "fc00::/7, fe00::, false",
    "fe80::/10, febf::1, true",
    "fe80::/10, fec0::1, false",
    "::1, ::1, true",
    "::1, ::2, false"
  })
  void containsWhatSharesItsPrefix(String network, String address, boolean contained)
      throws Exception {
    assertThat(Network.parse(network).contains(InetAddress.getByName(address)))
        .isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "example.com",
        "localhost",
        "fade.cafe",
        "10.0.0.0/33",
        "10.0.0.0/",
        "::/129",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "10.0.0/8",
        "256.0.0.1",
        "10.0.0.0 /8",
        "10.0.0.0/99999"
      })
  void anythingElseIsRefusedWithoutAskingANameServer(String text) {
    assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void agreesWithArithmetic(
      @ForAll @Size(16) byte[] base,
      @ForAll @Size(16) byte[] other,
      @ForAll @IntRange(max = 128) int prefix,
      @ForAll @IntRange(max = 128) int shared) {
    byte[] address = base.clone();
    for (int bit = shared; bit < 128; bit++) {
      int mask = 0x80 >> (bit % 8);
      address[bit / 8] = (byte) ((address[bit / 8] & ~mask) | (other[bit / 8] & mask));
    }
    byte[] plain = base.clone();
    plain[0] = address[0] = 0x20; // not an IPv4 address in disguise
    boolean expected =
        new BigInteger(1, plain)
            .shiftRight(128 - prefix)
            .equals(new BigInteger(1, address).shiftRight(128 - prefix));
    Network network = Network.parse(Network.address(plain).getHostAddress() + "/" + prefix);
    assertThat(network.contains(Network.address(address))).isEqualTo(expected);
  }
}
