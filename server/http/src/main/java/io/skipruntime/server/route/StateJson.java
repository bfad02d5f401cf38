package io.skipruntime.server.route;

import io.skipruntime.ComputationException;
import io.skipruntime.SourceStatus;
import io.skipruntime.engine.InstanceDescription;
import io.skipruntime.engine.StreamDescription;
import io.skipruntime.engine.spi.OrderStatus;
import io.skipruntime.engine.spi.StorageStatus;
import io.skipruntime.engine.spi.StuckFunction;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonString;
import io.skipruntime.server.stream.ConnectionDescription;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The JSON of instances, streams, sources, the storage, and what has failed. */
final class StateJson {

  private StateJson() {}

  /** An open instance of a resource. */
  static Json instance(InstanceDescription instance) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("resource", Json.of(instance.resource()));
    members.put("params", Json.from(instance.params()));
    instance.output().ifPresent(node -> members.put("node", InspectJson.node(node)));
    members.put("entries", Json.of(instance.entries()));
    members.put("streams", Json.of(instance.streams()));
    members.put("subscribers", Json.of(instance.subscribers()));
    instance.staleSince().ifPresent(since -> members.put("staleSince", time(since)));
    instance.failure().ifPresent(failure -> members.put("failure", cause(failure)));
    return Json.object(members);
  }

  /** A stream, whether it is followed or not. */
  static Json stream(StreamDescription stream) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("id", Json.of(stream.identifier()));
    members.put("resource", Json.of(stream.resource()));
    members.put("params", Json.from(stream.params()));
    members.put("subscribers", Json.of(stream.subscribers()));
    stream.idleSince().ifPresent(since -> members.put("idleSince", time(since)));
    stream.until().ifPresent(until -> members.put("until", time(until)));
    return Json.object(members);
  }

  /** A connection that follows streams. */
  static Json connection(ConnectionDescription connection) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put(
        "streams",
        Json.array(
            connection.streams().stream()
                .map(each ->
                    Json.object(
                        Map.of("id", Json.of(each.identifier()), "tick", Json.of(each.tick()))))
                .toList()));
    connection.laggingSince().ifPresent(since -> members.put("laggingSince", time(since)));
    members.put("waitingBytes", Json.of(connection.waitingBytes()));
    return Json.object(members);
  }

  /** An external source. */
  static Json source(SourceStatus source) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("service", Json.of(source.service()));
    members.put("identifier", Json.of(source.identifier()));
    members.put("params", source.params());
    members.put("state", lower(source.state()));
    members.put("since", time(source.since()));
    source.lastDelivery().ifPresent(last -> members.put("lastDelivery", time(last)));
    source.reason().ifPresent(reason -> members.put("reason", text(reason)));
    source.position().ifPresent(position -> members.put("position", position));
    source.lag().ifPresent(lag -> members.put("lag", lag(lag)));
    source
        .progress()
        .ifPresent(progress ->
            members.put(
                "progress",
                Json.object(
                    Map.of(
                        "loaded", Json.of(progress.loaded()),
                        "estimated", Json.of(progress.estimated())))));
    List<Json> rejected =
        source.rejected().first().stream()
            .<Json>map(
                each -> Json.object(Map.of("key", text(each.key()), "why", text(each.why()))))
            .toList();
    members.put(
        "rejected",
        Json.object(
            Map.of("total", Json.of(source.rejected().count()), "keys", Json.array(rejected))));
    members.put(
        "warnings", Json.array(source.warnings().stream().<Json>map(StateJson::text).toList()));
    return Json.object(members);
  }

  private static Json lag(SourceStatus.Lag lag) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("amount", Json.of(lag.amount()));
    members.put("unit", Json.of(lag.unit()));
    lag.age().ifPresent(age -> members.put("ageMillis", Json.of(age.toMillis())));
    return Json.object(members);
  }

  /** The storage of the service: its log and its snapshots. */
  static Json storage(StorageStatus storage) {
    return status(storage.state(), storage.detail(), storage.figures());
  }

  /** The part of the service in a cluster. */
  static Json order(OrderStatus order) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("role", lower(order.role()));
    members.put("since", time(order.since()));
    members.putAll(status(order.state(), order.detail(), order.figures()).asObject().members());
    return Json.object(members);
  }

  private static Json status(Enum<?> state, String detail, Map<String, Double> figures) {
    Map<String, Json> numbers = new TreeMap<>();
    figures.forEach((name, value) -> numbers.put(name, Json.of(value)));
    return Json.object(
        Map.of("state", lower(state), "detail", text(detail), "figures", Json.object(numbers)));
  }

  /** The failure of an instance, with the place in the source. */
  static Json failure(InstanceDescription instance, ComputationException failure) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("of", Json.of("instance"));
    members.put("resource", Json.of(instance.resource()));
    members.put("params", Json.from(instance.params()));
    members.put("message", text(failure.causeMessage()));
    members.put("cause", cause(failure));
    return Json.object(members);
  }

  /** The failure of a source, or why it is stale. */
  static Json failure(SourceStatus source) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("of", Json.of("source"));
    members.put("source", Json.of(source.service() + "/" + source.identifier()));
    members.put("params", source.params());
    members.put("since", time(source.since()));
    members.put("message", text(source.reason().orElse("")));
    return Json.object(members);
  }

  /** A failure of the service as a whole. */
  static Json failure(String of, RuntimeException failure) {
    return Json.object(
        Map.of("of", Json.of(of), "message", text(String.valueOf(failure.getMessage()))));
  }

  /** A function that holds up all writes, with the stack in which it stands. */
  static Json stuck(StuckFunction stuck) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("of", Json.of("function"));
    members.put("message", text("all writes wait for " + stuck));
    members.put("since", time(stuck.since()));
    members.put(
        "stack", Json.array(stuck.stack().stream().map(frame -> text(frame.toString())).toList()));
    return Json.object(members);
  }

  /** The function that failed, the key it ran for, what it threw, and where. */
  private static Json cause(ComputationException failure) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("node", text(failure.node()));
    members.put("key", text(failure.key()));
    members.put("message", text(failure.causeMessage()));
    failure.place().ifPresent(place -> members.put("place", place(place)));
    return Json.object(members);
  }

  private static Json place(StackTraceElement place) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("class", text(place.getClassName()));
    members.put("method", text(place.getMethodName()));
    members.put("line", Json.of(place.getLineNumber()));
    return Json.object(members);
  }

  private static Json time(Object instant) {
    return Json.of(instant.toString());
  }

  private static Json text(String text) {
    return JsonString.wellFormed(text);
  }

  private static Json lower(Enum<?> state) {
    return Json.of(state.name().toLowerCase(Locale.ROOT));
  }
}
