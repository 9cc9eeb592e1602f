package dev.punctual.call.domain;

import java.util.Optional;

/**
 * An entry of a batch, as its customer wrote it: whatever is wrong with it is that entry's problem
 * alone.
 *
 * @param name empty if it was left out
 * @param phone in any usual writing; empty if it was left out
 * @param timezone an IANA zone
 * @param scheduled an instant, RFC 3339
 */
public record CallRequest(
    String name, String phone, Optional<String> timezone, Optional<String> scheduled) {

  /** Nothing of it: whoever mixes up columns has a name or a number in any of them. */
  @Override
  public String toString() {
    return "CallRequest[]";
  }
}
