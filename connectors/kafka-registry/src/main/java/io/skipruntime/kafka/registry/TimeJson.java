package io.skipruntime.kafka.registry;

import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.Json;
import java.time.temporal.Temporal;

/** The JSON of dates and times: texts that are in the order of time. */
final class TimeJson {

  private TimeJson() {}

  /**
   * The JSON of a date or time.
   *
   * @throws IllegalArgumentException if its year is before 0 or after 9999, so that its text would
   *     be out of order
   */
  static Json of(Temporal time) {
    return Json.from(CanonicalKey.of(time));
  }
}
