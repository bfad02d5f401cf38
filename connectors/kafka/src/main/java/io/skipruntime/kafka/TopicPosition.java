package io.skipruntime.kafka;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Uuid;

/**
 * The place up to which a service has the records of a topic, as it is kept with the data.
 * Immutable.
 *
 * @param definition what the entries were made by
 * @param topicId the topic's own name, which one that is made again does not have
 * @param placing which keys are where, see {@link KeyPlacing}
 * @param partitions the next offset of each partition
 */
record TopicPosition(
    String definition, Uuid topicId, String placing, Map<Integer, Mark> partitions) {

  private static final int NO_EPOCH = -1;

  TopicPosition {
    partitions = Map.copyOf(partitions);
  }

  /**
   * An offset, and the epoch of the leader that gave the record before it, by which a broker knows
   * whether that record is still the same; -1 if it is not known.
   */
  record Mark(long offset, int epoch) {

    static Mark of(OffsetAndMetadata next) {
      return new Mark(next.offset(), next.leaderEpoch().orElse(NO_EPOCH));
    }

    static Mark at(long offset) {
      return new Mark(offset, NO_EPOCH);
    }

    OffsetAndMetadata next() {
      return new OffsetAndMetadata(
          offset, epoch == NO_EPOCH ? Optional.empty() : Optional.of(epoch), "");
    }
  }

  /**
   * The position as JSON.
   *
   * @param atMillis when it was reached, in milliseconds since 1970
   */
  Json json(long atMillis) {
    Map<String, Json> marks = new TreeMap<>();
    partitions.forEach((partition, mark) ->
        marks.put(partition.toString(), Json.array(Json.of(mark.offset()), Json.of(mark.epoch()))));
    return Json.object(
        Map.of(
            "definition", Json.of(definition),
            "topicId", Json.of(topicId.toString()),
            "placing", Json.of(placing),
            "at", Json.of(atMillis),
            "p", Json.object(marks)));
  }

  /** A position that was kept; empty if it is none of this version. */
  static Optional<TopicPosition> of(Json json) {
    try {
      JsonObject object = json.asObject();
      Map<Integer, Mark> partitions = new HashMap<>();
      object
          .get("p")
          .asObject()
          .members()
          .forEach((partition, mark) -> {
            JsonArray pair = mark.asArray();
            partitions.put(
                Integer.valueOf(partition),
                new Mark(pair.get(0).asLong(), (int) pair.get(1).asLong()));
          });
      return Optional.of(
          new TopicPosition(
              object.get("definition").asString(),
              Uuid.fromString(object.get("topicId").asString()),
              object.get("placing").asString(),
              partitions));
    } catch (RuntimeException e) { // it is not what this version writes; so all is read
      return Optional.empty();
    }
  }
}
