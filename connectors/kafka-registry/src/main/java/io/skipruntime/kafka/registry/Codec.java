package io.skipruntime.kafka.registry;

import io.skipruntime.json.Json;
import io.skipruntime.kafka.UnfitRecordException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** The way between JSON and the bytes that follow a schema's id in a record. Thread-safe. */
interface Codec {

  /**
   * The JSON of bytes.
   *
   * @param body the bytes after the id
   */
  Json read(ByteBuffer body) throws UnfitRecordException;

  /** Adds the bytes of JSON. */
  void write(Json json, ByteArrayOutputStream target) throws UnfitRecordException;
}
