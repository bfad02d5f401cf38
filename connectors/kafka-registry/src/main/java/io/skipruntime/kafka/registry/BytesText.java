package io.skipruntime.kafka.registry;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonString;
import io.skipruntime.kafka.UnfitRecordException;
import java.nio.ByteBuffer;
import java.util.Base64;

/** The form of bytes in JSON: a text in Base64. */
final class BytesText {

  private BytesText() {}

  static Json of(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return Json.of(Base64.getEncoder().encodeToString(copy));
  }

  /** The bytes of a text in Base64. */
  static byte[] bytes(Json json) throws UnfitRecordException {
    try {
      if (json instanceof JsonString text) {
        return Base64.getDecoder().decode(text.asString());
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw new UnfitRecordException("it is no text in Base64");
  }
}
