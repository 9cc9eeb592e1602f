package dev.punctual.bus;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message of the project, as one node writes it and another reads it. */
class WireTest {
  private static final String PREFIX = "before";

  @ParameterizedTest
  @MethodSource("messages")
  void arrivesAsItWasSentFullAndBare(Class<? extends Record> type) {
    for (Specimens specimens : Specimens.values()) {
      Record message = specimens.of(type);
      assertThat(overTheWire(message)).isEqualTo(message);
    }
  }

  @Test
  void theMessagesAreFound() {
    assertThat(messages().map(Class::getSimpleName))
        .contains("RunAttempt", "AttemptResult", "StaffMember", "ImportReport", "EventsLogged");
  }

  private static Record overTheWire(Record message) {
    RecordCodec codec = new RecordCodec();
    Buffer wire = Buffer.buffer(PREFIX);
    codec.encodeToWire(wire, message);
    return codec.decodeFromWire(PREFIX.length(), wire);
  }

  /** The records of the {@code api} packages, and whatever else their addresses carry. */
  private static Stream<Class<? extends Record>> messages() {
    Set<JavaClass> api =
        new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests()).importPackages("dev.punctual").stream()
                .filter(type -> type.getPackageName().endsWith(".api"))
                .collect(Collectors.toSet());
    Set<Class<?>> messages = new TreeSet<>(java.util.Comparator.comparing(Class::getName));
    for (JavaClass found : api) {
      Class<?> type = found.reflect();
      messages.add(type);
      Arrays.stream(type.getDeclaredFields()).flatMap(WireTest::carried).forEach(messages::add);
    }
    return messages.stream().filter(Class::isRecord).map(type -> type.asSubclass(Record.class));
  }

  private static Stream<Class<?>> carried(Field field) {
    try {
      if (field.getType() == Address.class) {
        Address<?, ?> address = (Address<?, ?>) field.get(null);
        return Stream.of(address.request(), address.reply());
      }
      if (field.getType() == Topic.class) {
        return Stream.of(((Topic<?>) field.get(null)).event());
      }
      return Stream.empty();
    } catch (IllegalAccessException e) {
      throw new AssertionError("an address is public", e);
    }
  }
}
