package dev.punctual.call;

import dev.punctual.call.domain.Phone;

/** Who is called. */
record Person(String name, Phone phone) {
  @Override
  public String toString() {
    return "Person[]";
  }
}
