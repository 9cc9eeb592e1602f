package dev.punctual.bus;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** Makes a record of any type, from what its components can hold. */
enum Specimens {
  /** Nothing is left out. */
  FULL,
  /** What may be left out is, and collections are empty. */
  BARE;

  private static final Map<Class<?>, Object> VALUES =
      Map.ofEntries(
          Map.entry(Object.class, "any value"),
          Map.entry(String.class, "Ä \"quoted\" \n \uD83D\uDE80"),
          Map.entry(int.class, -7),
          Map.entry(Integer.class, -7),
          Map.entry(long.class, Long.MAX_VALUE),
          Map.entry(Long.class, Long.MAX_VALUE),
          Map.entry(double.class, 0.1),
          Map.entry(boolean.class, true),
          Map.entry(Boolean.class, true),
          Map.entry(Instant.class, Instant.parse("2026-11-24T08:00:00.123456789Z")),
          Map.entry(LocalDate.class, LocalDate.parse("2026-11-30")),
          Map.entry(LocalTime.class, LocalTime.parse("17:30")),
          Map.entry(Duration.class, Duration.ofMillis(90_061_001)),
          Map.entry(UUID.class, UUID.fromString("0197b3f0-0000-7000-8000-000000000001")));

  Record of(Class<? extends Record> type) {
    try {
      RecordComponent[] components = type.getRecordComponents();
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new);
      Object[] values =
          Arrays.stream(components).map(RecordComponent::getGenericType).map(this::any).toArray();
      Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no specimen of " + type, e);
    }
  }

  private Object any(Type type) {
    if (type instanceof ParameterizedType generic) {
      return container((Class<?>) generic.getRawType(), generic.getActualTypeArguments());
    }
    Class<?> plain = (Class<?>) type;
    if (plain == OptionalLong.class) {
      return this == FULL ? OptionalLong.of(7) : OptionalLong.empty();
    }
    if (plain == OptionalInt.class) {
      return this == FULL ? OptionalInt.of(7) : OptionalInt.empty();
    }
    if (plain.isEnum()) {
      return plain.getEnumConstants()[0];
    }
    if (plain.isRecord()) {
      return of(plain.asSubclass(Record.class));
    }
    return Optional.ofNullable(VALUES.get(plain))
        .orElseThrow(() -> new AssertionError("no specimen of " + plain));
  }

  private Object container(Class<?> type, Type... of) {
    boolean full = this == FULL;
    if (type == Optional.class) {
      return full ? Optional.of(any(of[0])) : Optional.empty();
    }
    if (type == List.class) {
      return full ? List.of(any(of[0]), any(of[0])) : List.of();
    }
    if (type == Set.class) {
      return full ? Set.of(any(of[0])) : Set.of();
    }
    if (type == Map.class) {
      return full ? Map.of(any(of[0]), any(of[1])) : Map.of();
    }
    throw new AssertionError("no specimen of " + type);
  }
}
