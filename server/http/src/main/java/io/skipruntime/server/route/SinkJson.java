package io.skipruntime.server.route;

import io.skipruntime.SinkStatus;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The JSON of sinks, and the line that says what is wrong with one. */
final class SinkJson {

  private SinkJson() {}

  /** A sink. */
  static Json sink(SinkStatus sink) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("name", Json.of(sink.name()));
    members.put("resource", Json.of(sink.resource()));
    members.put("state", Json.of(lower(sink)));
    members.put("since", Json.of(sink.since().toString()));
    sink.acknowledged()
        .ifPresent(position -> members.put("acknowledged", Json.of(position.toString())));
    members.put(
        "lag",
        Json.object(
            Map.of(
                "ticks", Json.of(sink.lag().ticks()),
                "ageMillis", Json.of(sink.lag().age().toMillis()),
                "keys", Json.of(sink.lag().keys()))));
    sink.reason().ifPresent(reason -> members.put("reason", JsonString.wellFormed(reason)));
    members.put(
        "written",
        Json.object(
            Map.of(
                "batches", Json.of(sink.written().batches()),
                "entries", Json.of(sink.written().entries()),
                "resyncs", Json.of(sink.written().resyncs()),
                "failures", Json.of(sink.written().failures()))));
    members.put("refused", refused(sink.refused()));
    return Json.object(members);
  }

  private static Json refused(SinkStatus.Refusals refusals) {
    List<Json> keys =
        refusals.first().stream()
            .<Json>map(each ->
                Json.object(
                    Map.of(
                        "key", JsonString.wellFormed(each.key()),
                        "why", JsonString.wellFormed(each.why()))))
            .toList();
    return Json.object(Map.of("total", Json.of(refusals.count()), "keys", Json.array(keys)));
  }

  /** The failure of a sink. */
  static Json failure(SinkStatus sink) {
    return Json.object(
        Map.of(
            "of", Json.of("sink"),
            "source", Json.of(sink.name()),
            "since", Json.of(sink.since().toString()),
            "message", JsonString.wellFormed(sink.reason().orElse(""))));
  }

  /** Whether there is something wrong with a sink. */
  static boolean isTroubled(SinkStatus sink) {
    return sink.reason().isPresent() || sink.refused().count() > 0;
  }

  /** What is wrong with a sink: a line. */
  static String trouble(SinkStatus sink) {
    String refused =
        sink.refused().first().stream()
            .findFirst()
            .map(first ->
                ", %d keys are refused, such as %s: %s"
                    .formatted(sink.refused().count(), first.key(), first.why()))
            .orElse("");
    String lag = sink.lag().keys() == 0 ? "" : ", %d keys behind".formatted(sink.lag().keys());
    return "sink %s %s since %s%s"
        .formatted(
            sink.name(),
            lower(sink),
            sink.since(),
            (sink.reason().map(": "::concat).orElse("") + lag + refused).replaceAll("\\s+", " "));
  }

  private static String lower(SinkStatus sink) {
    return sink.state().name().toLowerCase(Locale.ROOT);
  }
}
