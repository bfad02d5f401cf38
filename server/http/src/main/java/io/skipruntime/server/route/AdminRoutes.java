package io.skipruntime.server.route;

import io.skipruntime.ServiceBusyException;
import io.skipruntime.SkipException;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Watermark;
import io.skipruntime.json.Json;
import io.skipruntime.server.problem.Answer;
import io.skipruntime.server.problem.RefusedException;
import io.skipruntime.server.request.Call;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The routes of the control listener by which operators see and change what the service does. */
final class AdminRoutes {

  private final ServiceInstance service;
  private final long waitMillis;

  /**
   * Routes for a service.
   *
   * @param waitMillis for how long a request waits
   */
  AdminRoutes(ServiceInstance service, long waitMillis) {
    this.service = service;
    this.waitMillis = waitMillis;
  }

  List<Route> routes() {
    return List.of(
        Route.blocking("POST", "/v1/admin/snapshot", call -> writeSnapshot()),
        Route.blocking("GET", "/v1/admin/sinks", call -> sinks()),
        Route.blocking("GET", "/v1/admin/cluster", call -> cluster()),
        Route.blocking("POST", "/v1/admin/sinks/{sink}/resync", this::resync));
  }

  private Answer sinks() {
    Json sinks = Json.array(service.sinks().statuses().stream().map(SinkJson::sink).toList());
    return Answer.json(
        200, Json.object(Map.of("sinks", sinks)).toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The part of the service in a cluster, and the sources that one of the nodes reads for all. */
  private Answer cluster() {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("watermark", Json.of(service.watermark().toString()));
    service
        .order()
        .ifPresentOrElse(
            order -> {
              members.putAll(StateJson.order(order).asObject().members());
              members.put(
                  "sources",
                  Json.array(service.sourceStatuses().stream().map(StateJson::source).toList()));
            },
            () -> members.put("role", Json.of("alone")));
    return Answer.json(200, Json.object(members).toString().getBytes(StandardCharsets.UTF_8));
  }

  private Answer resync(Call call) {
    String name = call.part("sink");
    service.sinks().resync(name);
    Json body = Json.object(Map.of("sink", Json.of(name)));
    return Answer.json(202, body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private Answer writeSnapshot() {
    CompletionStage<Watermark> snapshot =
        service
            .writeSnapshot()
            .orElseThrow(() ->
                new RefusedException(
                    409,
                    "not-persistent",
                    "the service has no data directory, so there is nothing to write"));
    Watermark written = await(snapshot);
    Json body = Json.object(Map.of("watermark", Json.of(written.toString())));
    return Answer.json(200, body.toString().getBytes(StandardCharsets.UTF_8))
        .with("Skip-Watermark", written.toString());
  }

  private Watermark await(CompletionStage<Watermark> snapshot) {
    try {
      return snapshot.toCompletableFuture().get(waitMillis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SkipException known
          ? known
          : new SkipException("no snapshot was written", e);
    } catch (TimeoutException e) {
      throw new ServiceBusyException(
          "the snapshot is still being written after " + waitMillis + " ms; it goes on");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SkipException("interrupted while a snapshot is written", e);
    }
  }
}
