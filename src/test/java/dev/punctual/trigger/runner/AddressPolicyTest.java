package dev.punctual.trigger.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.config.ConfigException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
  private static final AddressPolicy CLOSED = AddressPolicy.of(List.of(), false);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2a00:1450:4001:830::200e",
        "2001:200::1",
        "2001:db7::1",
        "2003::1",
        "64:ff9b::1.1.1.1"
      })
  void publicAddressesAreOpen(String address) throws Exception {
    assertThat(CLOSED.permits(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254",
        "::1",
        "10.0.0.1",
        "10.255.255.255",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "169.254.169.254",
        "169.254.170.2",
        "fe80::1",
        "febf::1",
        "fd00:ec2::254",
        "fc00::1",
        "100.64.0.1",
        "100.100.100.200",
        "100.127.255.255",
        "168.63.129.16",
        "0.0.0.0",
        "0.1.2.3",
        "::",
        "224.0.0.1",
        "239.255.255.255",
        "ff02::1",
        "255.255.255.255",
        "240.0.0.1",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "::8.8.8.8",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "64:ff9b:1:fffe::8.8.8.8",
        "2002:7f00:1::",
        "2002:808:808::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "3fff::1",
        "fec0::1",
        "100::1",
        "5f00::1",
        "4000::1"
      })
  void allOthersAreClosed(String address) throws Exception {
    assertThat(CLOSED.permits(InetAddress.getByName(address))).isFalse();
  }

  @Test
  void anIpv4AddressMappedIntoIpv6IsJudgedAsWhatItIs() throws Exception {
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
    InetAddress loopback = Inet6Address.getByAddress(null, mapped, -1);
    assertThat(loopback).isInstanceOf(Inet6Address.class);
    assertThat(CLOSED.permits(loopback)).isFalse();
    assertThat(AddressPolicy.of(List.of("127.0.0.0/8"), false).permits(loopback)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.8.8.8, true",
    "::1, true",
    "10.0.0.1, false",
    "::2, false",
    "0.0.0.0, false"
  })
  void developmentOpensLoopbackAlone(String address, boolean open) throws Exception {
    assertThat(AddressPolicy.of(List.of(), true).permits(InetAddress.getByName(address)))
        .isEqualTo(open);
  }

  @ParameterizedTest
  @CsvSource({
    "10.20.1.2, true",
    "10.21.0.0, false",
    "192.168.1.7, true",
    "192.168.1.8, false",
    "fd00:1::5, true",
    "fd00:2::5, false",
    "127.0.0.1, false",
    "64:ff9b::10.20.1.2, true"
  })
  void theOperatorOpensNetworksAndAddresses(String address, boolean open) throws Exception {
    List<String> allow = List.of("10.20.0.0/16", " 192.168.1.7", "fd00:1::/32");
    assertThat(AddressPolicy.of(allow, false).permits(InetAddress.getByName(address)))
        .isEqualTo(open);
  }

  @Test
  void anEntryThatCannotBeReadStopsTheStart() {
    assertThatThrownBy(() -> AddressPolicy.of(List.of("10.0.0.0/8", "intranet"), false))
        .isInstanceOf(ConfigException.class)
        .hasMessage("trigger.outbound.allow: intranet is no address or network");
  }
}
