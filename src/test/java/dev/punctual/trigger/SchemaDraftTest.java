package dev.punctual.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.SchemaException;
import dev.punctual.bus.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaDraftTest {

  /** Such a schema is refused before; this is what happens if one slipped through. */
  @ParameterizedTest
  @EnumSource
  void loadsNothingOverTheNetwork(SchemaDraft draft) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      server.configureBlocking(false);
      String address = "http://127.0.0.1:%d/x".formatted(server.socket().getLocalPort());
      assertNotLoaded(draft, "{\"$ref\": \"%s\"}".formatted(address));
      assertNotLoaded(draft, "{\"$schema\": \"%s\"}".formatted(address));
      assertThat(server.accept()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "classpath:/draft-07/schema",
        "resource:/draft-07/schema",
        "http://json-schema.org/draft-07/schema"
      })
  void loadsNothingFromTheMachine(String address) throws IOException {
    assertNotLoaded(SchemaDraft.DRAFT_7, "{\"$ref\": \"%s\"}".formatted(address));
  }

  @Test
  void isNamedWithAndWithoutTheFragmentAndTheS() {
    assertThat(SchemaDraft.named("https://json-schema.org/draft-07/schema"))
        .contains(SchemaDraft.DRAFT_7);
    assertThat(SchemaDraft.named("http://json-schema.org/draft/2020-12/schema#"))
        .contains(SchemaDraft.DRAFT_2020_12);
    assertThat(SchemaDraft.named("http://json-schema.org/schema")).isEmpty();
    assertThat(SchemaDraft.ids()).hasSize(5);
  }

  private static void assertNotLoaded(SchemaDraft draft, String schema) {
    assertThatThrownBy(
            () -> draft.compile(Json.MAPPER.readTree(schema)).validate(Json.MAPPER.readTree("{}")))
        .isInstanceOf(SchemaException.class);
  }
}
