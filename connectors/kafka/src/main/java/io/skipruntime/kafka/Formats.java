package io.skipruntime.kafka;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonSyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The formats of keys and values that need nothing but their bytes. */
public final class Formats {

  private Formats() {}

  private interface Reading {
    Json of(byte[] bytes) throws UnfitRecordException;
  }

  private record Simple(String describe, Reading reading) implements Format {
    @Override
    public Json decode(String topic, byte[] bytes) throws UnfitRecordException {
      return reading.of(bytes);
    }
  }

  /** JSON in UTF-8. */
  public static Format json() {
    return new Simple("json", Formats::parsed);
  }

  /** A text in UTF-8, as Kafka's {@code StringSerializer} writes it. */
  public static Format string() {
    return new Simple("string", bytes -> Json.of(text(bytes)));
  }

  /** A whole number in 8 bytes, the highest first, as Kafka's {@code LongSerializer} writes it. */
  public static Format longs() {
    return new Simple("long", Formats::number);
  }

  /** Any bytes: a text in JSON that has them in Base64. */
  public static Format bytes() {
    return new Simple("bytes", bytes -> Json.of(Base64.getEncoder().encodeToString(bytes)));
  }

  private static Json parsed(byte[] bytes) throws UnfitRecordException {
    try {
      return Json.parse(bytes);
    } catch (JsonSyntaxException e) {
      throw new UnfitRecordException("it is not JSON: " + e.getMessage());
    }
  }

  private static String text(byte[] bytes) throws UnfitRecordException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UnfitRecordException("it is not UTF-8");
    }
  }

  private static Json number(byte[] bytes) throws UnfitRecordException {
    if (bytes.length != Long.BYTES) {
      throw new UnfitRecordException(
          "it has %d bytes, and a long has %d".formatted(bytes.length, Long.BYTES));
    }
    return Json.of(ByteBuffer.wrap(bytes).getLong());
  }
}
