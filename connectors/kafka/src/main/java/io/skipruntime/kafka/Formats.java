package io.skipruntime.kafka;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonString;
import io.skipruntime.json.JsonSyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The formats of keys and values that need nothing but their bytes. */
public final class Formats {

  private Formats() {}

  private interface Reading {
    Json of(byte[] bytes) throws UnfitRecordException;
  }

  private interface Writing {
    byte[] of(Json json) throws UnfitRecordException;
  }

  private record Simple(String describe, Reading reading, Writing writing) implements Format {
    @Override
    public Json decode(String topic, byte[] bytes) throws UnfitRecordException {
      return reading.of(bytes);
    }

    @Override
    public byte[] encode(String topic, Json json) throws UnfitRecordException {
      return writing.of(json);
    }
  }

  /** Whether a format needs nothing but bytes, so that it can be asked at any time. */
  static boolean needsOnlyBytes(Format format) {
    return format instanceof Simple;
  }

  /** JSON in UTF-8. */
  public static Format json() {
    return new Simple("json", Formats::parsed, json -> utf8(json.toString()));
  }

  /**
   * A text in UTF-8, as Kafka's {@code StringSerializer} writes it. What is no text is written as
   * JSON.
   */
  public static Format string() {
    return new Simple(
        "string",
        Formats::text,
        json -> utf8(json instanceof JsonString text ? text.asString() : json.toString()));
  }

  /** A whole number in 8 bytes, the highest first, as Kafka's {@code LongSerializer} writes it. */
  public static Format longs() {
    return new Simple("long", Formats::number, Formats::numberBytes);
  }

  /** Any bytes: a text in JSON that has them in Base64. */
  public static Format bytes() {
    return new Simple(
        "bytes", bytes -> Json.of(Base64.getEncoder().encodeToString(bytes)), Formats::ofBase64);
  }

  private static Json parsed(byte[] bytes) throws UnfitRecordException {
    try {
      return Json.parse(bytes);
    } catch (JsonSyntaxException e) {
      throw new UnfitRecordException("it is not JSON: " + e.getMessage());
    }
  }

  private static Json text(byte[] bytes) throws UnfitRecordException {
    try {
      return JsonString.ofUtf8(bytes);
    } catch (JsonSyntaxException e) {
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

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] numberBytes(Json json) throws UnfitRecordException {
    try {
      return ByteBuffer.allocate(Long.BYTES).putLong(json.asLong()).array();
    } catch (IllegalStateException e) {
      throw new UnfitRecordException("it is no whole number of 64 bits");
    }
  }

  private static byte[] ofBase64(Json json) throws UnfitRecordException {
    try {
      return Base64.getDecoder().decode(json.asString());
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new UnfitRecordException("it is no text in Base64");
    }
  }
}
