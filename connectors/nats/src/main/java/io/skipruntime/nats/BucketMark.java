package io.skipruntime.nats;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/**
 * The place up to which a service has the changes of a bucket, as it is kept with the data.
 * Immutable.
 *
 * @param bucket its name
 * @param created when the bucket was made, by which one that was made again is known
 * @param revision that of the last change that was taken
 * @param atMillis when the service had everything at last, in milliseconds since 1970
 */
record BucketMark(String bucket, String created, long revision, long atMillis) {

  BucketMark at(long next) {
    return new BucketMark(bucket, created, Math.max(revision, next), System.currentTimeMillis());
  }

  Json json() {
    return Json.object(
        Map.of(
            "bucket", Json.of(bucket),
            "created", Json.of(created),
            "revision", Json.of(revision),
            "at", Json.of(atMillis)));
  }

  /** A mark that was kept; empty if it is none of this version. */
  static Optional<BucketMark> of(Json json) {
    try {
      JsonObject object = json.asObject();
      return Optional.of(
          new BucketMark(
              object.get("bucket").asString(),
              object.get("created").asString(),
              object.get("revision").asLong(),
              object.get("at").asLong()));
    } catch (RuntimeException e) { // it is not what this version writes; so all is read
      return Optional.empty();
    }
  }
}
