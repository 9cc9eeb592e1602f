package dev.punctual.trigger.runner;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** A block of addresses in CIDR notation; a single address is a block of one. */
final class Network {
  private final byte[] base;
  private final int prefix;

  private Network(byte[] base, int prefix) {
    this.base = base;
    this.prefix = prefix;
  }

  /**
   * Reads {@code 10.0.0.0/8}, {@code fd00::/8} or an address; never asks a name server.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static Network parse(String text) {
    String[] parts = text.split("/", 2);
    byte[] base = NetUtil.createByteArrayFromIpAddressString(parts[0]);
    if (base == null) {
      throw new IllegalArgumentException(text + " is no address or network");
    }
    int bits = base.length * Byte.SIZE;
    if (parts.length == 1) {
      return new Network(base, bits);
    }
    if (!parts[1].matches("\\d{1,3}") || Integer.parseInt(parts[1]) > bits) {
      throw new IllegalArgumentException(
          "%s must have a prefix length from 0 to %d".formatted(text, bits));
    }
    return new Network(base, Integer.parseInt(parts[1]));
  }

  /** An address from its 4 or 16 bytes. */
  static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes", e);
    }
  }

  boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length != base.length) {
      return false;
    }
    int whole = prefix / Byte.SIZE;
    for (int i = 0; i < whole; i++) {
      if (bytes[i] != base[i]) {
        return false;
      }
    }
    int rest = prefix % Byte.SIZE;
    int mask = 0xff00 >> rest;
    return rest == 0 || ((bytes[whole] ^ base[whole]) & mask & 0xff) == 0;
  }
}
