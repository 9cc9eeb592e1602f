package dev.punctual.trigger.domain;

import java.util.Locale;

/** An enum whose constants clients and the database see in lower case, words joined by dashes. */
public interface Label {
  String name();

  default String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The constant with this label. */
  static <E extends Enum<E> & Label> E parse(Class<E> type, String label) {
    for (E constant : type.getEnumConstants()) {
      if (constant.label().equals(label)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("no %s is %s".formatted(type.getSimpleName(), label));
  }
}
