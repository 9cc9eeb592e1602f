package dev.punctual.trigger.runner;

import dev.punctual.config.ConfigException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses may be called: the public ones, and those that the operator opened.
 *
 * <p>The blocks are those of IANA's special-purpose address registries (RFC 6890 and its
 * successors) that are not globally reachable.
 */
final class AddressPolicy {
  private static final List<Network> CLOSED_IPV4 =
      networks(
          "0.0.0.0/8", // this host
          "10.0.0.0/8", // private
          "100.64.0.0/10", // shared by the customers of a carrier
          "127.0.0.0/8", // loopback
          "168.63.129.16", // public by its number, but the platform's own channel on Azure
          "169.254.0.0/16", // link-local, and the metadata of clouds
          "172.16.0.0/12", // private
          "192.0.0.0/24", // protocol assignments
          "192.0.2.0/24", // documentation
          "192.88.99.0/24", // relays of 6to4
          "192.168.0.0/16", // private
          "198.18.0.0/15", // benchmarks
          "198.51.100.0/24", // documentation
          "203.0.113.0/24", // documentation
          "224.0.0.0/4", // multicast
          "240.0.0.0/4"); // reserved, and broadcast

  /** All else in IPv6 is local, reserved or multicast. */
  private static final Network GLOBAL_UNICAST = Network.parse("2000::/3");

  private static final List<Network> CLOSED_IPV6 =
      networks(
          "2001::/23", // protocol assignments, Teredo among them
          "2001:db8::/32", // documentation
          "2002::/16", // 6to4: an IPv4 address in disguise
          "3fff::/20"); // documentation

  /** Their last four bytes are the IPv4 address that is really called. */
  private static final List<Network> TRANSLATED = networks("::ffff:0:0/96", "64:ff9b::/96");

  private static final int IPV4_OFFSET = 12;
  private static final int IPV6_LENGTH = 16;

  private final List<Network> allowed;

  private AddressPolicy(List<Network> allowed) {
    this.allowed = allowed;
  }

  /**
   * The policy as it is configured.
   *
   * @param allow addresses and networks that are open although they are not public
   * @param loopbackOpen whether this machine itself may be called
   */
  static AddressPolicy of(List<String> allow, boolean loopbackOpen) {
    List<Network> allowed = new ArrayList<>();
    for (String entry : allow) {
      try {
        allowed.add(Network.parse(entry.strip()));
      } catch (IllegalArgumentException e) {
        throw new ConfigException("trigger.outbound.allow: " + e.getMessage());
      }
    }
    if (loopbackOpen) {
      allowed.addAll(networks("127.0.0.0/8", "::1"));
    }
    return new AddressPolicy(List.copyOf(allowed));
  }

  boolean permits(InetAddress address) {
    if (isIn(allowed, address)) {
      return true;
    }
    if (address instanceof Inet4Address) {
      return !isIn(CLOSED_IPV4, address);
    }
    if (isIn(TRANSLATED, address)) {
      return permits(
          Network.address(Arrays.copyOfRange(address.getAddress(), IPV4_OFFSET, IPV6_LENGTH)));
    }
    return GLOBAL_UNICAST.contains(address) && !isIn(CLOSED_IPV6, address);
  }

  private static boolean isIn(List<Network> networks, InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  private static List<Network> networks(String... cidrs) {
    return Stream.of(cidrs).map(Network::parse).toList();
  }
}
