package dev.punctual.trigger.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** In Kubernetes, runners reach the addresses that they would call, and no others. */
class RunnerNetworkPolicyTest {
  private static final AddressPolicy POLICY = AddressPolicy.of(List.of(), false);
  private final List<JsonNode> blocks = blocksOfTheRunner();

  RunnerNetworkPolicyTest() throws IOException {}

  @Test
  void admitsWhatIsCalledOnBothSidesOfEveryBorder() throws IOException {
    for (JsonNode block : blocks) {
      for (JsonNode closed : block.get("except")) {
        for (InetAddress address : borders(closed.asText())) {
          assertAgreement(address);
        }
      }
    }
  }

  @Property
  void admitsWhatIsCalledAnywhereInIpv4(@ForAll @Size(4) byte[] address) {
    assertAgreement(Network.address(address));
  }

  @Property
  void admitsWhatIsCalledAnywhereInIpv6(@ForAll @Size(16) byte[] address) {
    byte[] unicast = address.clone();
    unicast[0] = (byte) ((unicast[0] & 0x1f) | 0x20);
    assertAgreement(Network.address(unicast));
  }

  private void assertAgreement(InetAddress address) {
    boolean admitted = false;
    for (JsonNode block : blocks) {
      admitted |= contains(block.get("cidr"), address) && !excepts(block, address);
    }
    assertThat(admitted).as("%s", address).isEqualTo(POLICY.permits(address));
  }

  private static boolean excepts(JsonNode block, InetAddress address) {
    for (JsonNode closed : block.get("except")) {
      if (contains(closed, address)) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(JsonNode cidr, InetAddress address) {
    return Network.parse(cidr.asText()).contains(address);
  }

  /** Its first and last address, and those before and after them. */
  private static List<InetAddress> borders(String cidr) throws IOException {
    String[] parts = cidr.split("/", 2);
    byte[] base = InetAddress.getByName(parts[0]).getAddress();
    BigInteger first = new BigInteger(1, base);
    int free = base.length * Byte.SIZE - Integer.parseInt(parts[1]);
    BigInteger after = first.add(BigInteger.ONE.shiftLeft(free));
    return Stream.of(first.subtract(BigInteger.ONE), first, after.subtract(BigInteger.ONE), after)
        .filter(number -> number.signum() >= 0 && number.bitLength() <= base.length * Byte.SIZE)
        .map(number -> Network.address(bytes(number, base.length)))
        .toList();
  }

  private static byte[] bytes(BigInteger number, int length) {
    byte[] digits = number.toByteArray();
    byte[] bytes = new byte[length];
    int count = Math.min(digits.length, length);
    System.arraycopy(digits, digits.length - count, bytes, length - count, count);
    return bytes;
  }

  private static List<JsonNode> blocksOfTheRunner() throws IOException {
    YAMLMapper yaml = new YAMLMapper();
    Path file = Path.of("infra/kubernetes/base/network-policies.yaml");
    List<JsonNode> blocks = new ArrayList<>();
    try (MappingIterator<JsonNode> policies =
        yaml.readerFor(JsonNode.class).readValues(file.toFile())) {
      while (policies.hasNext()) {
        policies.next().findValues("ipBlock").forEach(blocks::add);
      }
    }
    return blocks;
  }
}
