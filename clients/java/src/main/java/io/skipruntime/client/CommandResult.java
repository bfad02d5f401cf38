package io.skipruntime.client;

import io.skipruntime.json.Codecs;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.Json;

/**
 * The answer to a command that was carried out.
 *
 * @param result what the command gave; {@code {}} if it gives nothing
 * @param watermark the version from which on reads show what the command has written
 */
public record CommandResult(Json result, String watermark) {

  /**
   * The result in a type.
   *
   * @throws MismatchException if it is not of that type
   * @throws io.skipruntime.json.UnsupportedTypeException if the type cannot be made of JSON
   */
  public <T> T as(Class<T> type) {
    try {
      return Codecs.of(type).decode(result);
    } catch (DecodeException e) {
      throw new MismatchException("the result of the command", e);
    }
  }
}
