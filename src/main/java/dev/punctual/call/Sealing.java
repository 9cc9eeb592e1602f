package dev.punctual.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.punctual.bus.Json;
import dev.punctual.call.api.CallApi.PlannedCall;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Seals what calls are about, bound to the row that it is kept in. */
final class Sealing {
  private final KeyRing keys;

  Sealing(KeyRing keys) {
    this.keys = keys;
  }

  /**
   * What was answered to an Idempotency-Key.
   *
   * @param fingerprint of what was asked for
   */
  record Answer(String fingerprint, List<PlannedCall> calls) {
    Answer {
      calls = List.copyOf(calls);
    }
  }

  Buffer seal(Person person, String tenant, String callId) {
    try {
      return keys.seal(Json.MAPPER.writeValueAsBytes(person), place("call", tenant, callId));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a person is always writable", e);
    }
  }

  Person person(StoredCall call) {
    try {
      return Json.MAPPER.readValue(
          open(call.person(), place("call", call.tenant(), call.id())), Person.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Buffer seal(Answer answer, String tenant, String batchId) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      Json.MAPPER.writeValue(out, answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return keys.seal(packed.toByteArray(), place("batch", tenant, batchId));
  }

  Answer answer(Buffer sealed, String tenant, String batchId) {
    byte[] packed = open(sealed, place("batch", tenant, batchId));
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return Json.MAPPER.readValue(in, Answer.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] open(Buffer sealed, String place) {
    return keys.open(sealed, place).orElseThrow(Sealing::unreadable);
  }

  /** Tenants and ids hold no blanks. */
  private static String place(String table, String tenant, String id) {
    return table + " " + tenant + " " + id;
  }

  private static ProblemException unreadable() {
    return ProblemType.UNAVAILABLE.because(
        "The call was stored under a key that is not in call.previous_keys here.");
  }
}
