package dev.punctual.config;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a node can do. */
public enum Role {
  HTTP,
  STAFF,
  LOOKUP,
  SHIFT,
  TRIGGER,
  RUNNER,
  RETENTION,
  DELIVERY,
  CALL;

  /** The name in the configuration. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a list of roles: {@code all}, single roles, or the ready-made services {@code
   * data-service}, {@code scheduling-service} and {@code trigger-service}.
   *
   * @throws ConfigException on an unknown name, naming the known ones
   */
  public static Set<Role> parse(List<String> names) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    names.forEach(name -> roles.addAll(named(name.strip().toLowerCase(Locale.ROOT))));
    if (roles.isEmpty()) {
      throw new ConfigException("roles: a node needs at least one role");
    }
    return Set.copyOf(roles);
  }

  private static Set<Role> named(String name) {
    return switch (name) {
      case "all" -> EnumSet.allOf(Role.class);
      case "data-service" -> EnumSet.of(HTTP, STAFF);
      case "scheduling-service" -> EnumSet.of(HTTP, LOOKUP, SHIFT);
      case "trigger-service" -> EnumSet.of(HTTP, TRIGGER, RUNNER, RETENTION);
      default ->
          Arrays.stream(values())
              .filter(role -> role.label().equals(name))
              .findFirst()
              .map(EnumSet::of)
              .orElseThrow(() -> new ConfigException(unknown(name)));
    };
  }

  private static String unknown(String name) {
    String known = Arrays.stream(values()).map(Role::label).collect(Collectors.joining(", "));
    return "roles: '%s' is no role; known are all, data-service, scheduling-service, trigger-service, %s"
        .formatted(name, known);
  }
}
