package io.skipruntime.redis;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The place up to which a service has the records of a stream, as it is kept with the data.
 * Immutable.
 *
 * @param id of the last record that was taken; {@link RecordId#ZERO} if there was none
 * @param added how many records had been added to the stream with that one; those that were deleted
 *     before they were seen count, too
 * @param digest that of the last record, by which a stream that was made again is known
 */
record StreamMark(RecordId id, long added, String digest) {

  /** The mark before the records of a stream that never had any. */
  static final StreamMark START = new StreamMark(RecordId.ZERO, 0, "");

  /** The mark after further records. */
  StreamMark after(List<StreamRecord> records) {
    return records.isEmpty()
        ? this
        : new StreamMark(
            records.getLast().id(), added + records.size(), records.getLast().digest());
  }

  /**
   * The mark as JSON.
   *
   * @param definition what the entries were made by
   * @param atMillis when it was reached, in milliseconds since 1970
   */
  Json json(String definition, long atMillis) {
    return Json.object(
        Map.of(
            "definition", Json.of(definition),
            "id", Json.of(id.toString()),
            "added", Json.of(added),
            "digest", Json.of(digest),
            "at", Json.of(atMillis)));
  }

  /** A mark that was kept; empty if it is none of this version, or entries are made otherwise. */
  static Optional<StreamMark> of(Json json, String definition) {
    try {
      JsonObject object = json.asObject();
      return object.get("definition").asString().equals(definition)
          ? Optional.of(
              new StreamMark(
                  RecordId.parse(object.get("id").asString()),
                  object.get("added").asLong(),
                  object.get("digest").asString()))
          : Optional.empty();
    } catch (RuntimeException e) { // it is not what this version writes; so all is read
      return Optional.empty();
    }
  }
}
