package io.skipruntime.server.route;

import io.skipruntime.engine.PastService;
import io.skipruntime.engine.QueryLanguage;
import io.skipruntime.engine.QueryRefusedException;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.ServiceSnapshot;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonBoolean;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import io.skipruntime.server.options.QueryOptions;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.problem.Answer;
import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.problem.RefusedException;
import io.skipruntime.server.request.Call;
import io.skipruntime.server.request.PastRead;
import io.skipruntime.server.request.WatermarkGate;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Semaphore;

/**
 * Ad hoc queries: the route of the control listener that answers them from one version of the
 * service, in the language that the server has, if it has one.
 */
final class QueryRoutes {

  private static final Optional<QueryLanguage> LANGUAGE =
      ServiceLoader.load(QueryLanguage.class).findFirst();

  private final ServiceInstance service;
  private final WatermarkGate gate;
  private final QueryLanguage.Limits limits;
  private final int mostAtOnce;
  private final Semaphore places;

  QueryRoutes(ServiceInstance service, ServerOptions options) {
    this.service = service;
    QueryOptions queries = options.queries();
    this.limits = new QueryLanguage.Limits(queries.millis(), queries.bytes(), queries.rows());
    this.mostAtOnce = queries.atOnce();
    this.places = new Semaphore(mostAtOnce);
    this.gate = new WatermarkGate(service, options.watermarkWaitMillis());
  }

  Route route() {
    return Route.blocking("POST", "/v1/sql", this::query);
  }

  private Answer query(Call call) {
    QueryLanguage language =
        LANGUAGE.orElseThrow(() ->
            new RefusedException(
                404, "not-found", "the server has no SQL: add skip-sql to its classes"));
    Body body = Body.of(call.json());
    gate.await(call);
    Optional<PastService> past = PastRead.of(call, service);
    ServiceSnapshot snapshot = past.map(PastService::snapshot).orElseGet(service::snapshot);
    if (!places.tryAcquire()) {
      throw new RefusedException(
          503, "overloaded", mostAtOnce + " queries are running; try again soon");
    }
    try {
      return body.format()
          .answer(language.answer(service, snapshot, body.question(), limits, () -> false))
          .with("Skip-Watermark", snapshot.watermark().toString())
          .with("Cache-Control", "no-store");
    } catch (QueryRefusedException e) {
      throw new RefusedException(problem(e));
    } finally {
      places.release();
    }
  }

  private static ProblemDocument problem(QueryRefusedException refusal) {
    ProblemDocument problem =
        ProblemDocument.of(422, "invalid-query", String.valueOf(refusal.getMessage()))
            .with("state", Json.of(refusal.state()));
    return refusal.line() == 0
        ? problem
        : problem.with("line", Json.of(refusal.line())).with("column", Json.of(refusal.column()));
  }

  /** The question of a request, and the format of its answer. */
  private record Body(QueryLanguage.Question question, QueryFormat format) {

    static Body of(Json json) {
      if (!(json instanceof JsonObject body)
          || !(body.find("query").orElse(Json.NULL) instanceof JsonString query)) {
        throw malformed("expected {\"query\": \"SELECT …\"}");
      }
      Json explain = body.find("explain").orElse(Json.of(false));
      Json format = body.find("format").orElse(Json.of("json"));
      if (!(explain instanceof JsonBoolean isExplained) || !(format instanceof JsonString name)) {
        throw malformed("explain must be true or false, and format a text");
      }
      QueryFormat known =
          Optional.ofNullable(QueryFormat.BY_NAME.get(name.value()))
              .orElseThrow(
                  () -> malformed("format must be one of " + QueryFormat.BY_NAME.keySet()));
      Json params = body.find("params").orElse(Json.object(Map.of()));
      return new Body(
          new QueryLanguage.Question(query.value(), params, isExplained.value()), known);
    }

    private static RefusedException malformed(String detail) {
      return new RefusedException(400, "malformed-request", detail);
    }
  }
}
