package io.skipruntime.kafka;

import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;

/**
 * The way between the bytes of a record's key or value and JSON. {@link Formats} has the usual
 * ones. Implementations are thread-safe.
 */
public interface Format {

  /**
   * The JSON of bytes.
   *
   * @param topic the topic of the record
   * @throws UnfitRecordException if the bytes are not of this format, and never will be
   * @throws SourceException if they cannot be read at present, because a registry of schemas cannot
   *     be reached for instance; they are read again later, and no record is left out
   */
  Json decode(String topic, byte[] bytes) throws UnfitRecordException, SourceException;

  /**
   * The bytes of JSON, for a {@link KafkaSink}.
   *
   * @param topic the topic of the record
   * @throws UnfitRecordException if this format has no bytes for it
   * @throws SourceException if they cannot be made at present; they are asked for again later
   */
  byte[] encode(String topic, Json json) throws UnfitRecordException, SourceException;

  /**
   * What the format is, with all that decides what it makes of bytes. A service that kept what it
   * had read in another format reads all again.
   */
  String describe();
}
