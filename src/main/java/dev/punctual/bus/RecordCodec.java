package dev.punctual.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Carries every record: by reference on this node, as its class name and JSON between nodes. Only
 * records of this project are read back, so that a peer cannot name an arbitrary class.
 */
final class RecordCodec implements MessageCodec<Record, Record> {
  static final String NAME = "punctual-record";
  private static final String OWN_PACKAGE = "dev.punctual.";

  @Override
  public void encodeToWire(Buffer buffer, Record message) {
    byte[] type = message.getClass().getName().getBytes(StandardCharsets.UTF_8);
    byte[] body = encode(message);
    buffer.appendInt(type.length).appendBytes(type).appendInt(body.length).appendBytes(body);
  }

  @Override
  public Record decodeFromWire(int position, Buffer buffer) {
    int typeLength = buffer.getInt(position);
    int typeStart = position + Integer.BYTES;
    int bodyStart = typeStart + typeLength + Integer.BYTES;
    int bodyLength = buffer.getInt(typeStart + typeLength);
    String type = buffer.getString(typeStart, typeStart + typeLength, "UTF-8");
    try {
      return Json.MAPPER.readValue(
          buffer.getBytes(bodyStart, bodyStart + bodyLength), recordNamed(type));
    } catch (IOException e) {
      throw new IllegalArgumentException("unreadable message of type " + type, e);
    }
  }

  @Override
  public Record transform(Record message) {
    return message;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }

  private static byte[] encode(Record message) {
    try {
      return Json.MAPPER.writeValueAsBytes(message);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("unwritable message " + message.getClass().getName(), e);
    }
  }

  private static Class<? extends Record> recordNamed(String type) {
    if (!type.startsWith(OWN_PACKAGE)) {
      throw new IllegalArgumentException("not a message of ours: " + type);
    }
    try {
      return Class.forName(type, false, RecordCodec.class.getClassLoader())
          .asSubclass(Record.class);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException("unknown message type " + type, e);
    }
  }
}
