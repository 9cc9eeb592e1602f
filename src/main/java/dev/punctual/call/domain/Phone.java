package dev.punctual.call.domain;

import java.util.Optional;

/**
 * A number that can be dialled.
 *
 * @param e164 such as +12125555555
 * @param extension the digits to dial once connected
 */
public record Phone(String e164, Optional<String> extension) {
  @Override
  public String toString() {
    return "Phone[]";
  }
}
