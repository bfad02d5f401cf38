package io.skipruntime.server.route;

import io.skipruntime.Principal;
import io.skipruntime.SkipException;
import io.skipruntime.engine.PastService;
import io.skipruntime.engine.QueryLanguage;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.ServiceSnapshot;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonBoolean;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import io.skipruntime.server.options.QueryOptions;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.ServerStartException;
import io.skipruntime.server.problem.Answer;
import io.skipruntime.server.problem.RefusedException;
import io.skipruntime.server.request.Call;
import io.skipruntime.server.request.PastRead;
import io.skipruntime.server.request.User;
import io.skipruntime.server.request.Users;
import io.skipruntime.server.request.WatermarkGate;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Semaphore;

/**
 * Ad hoc queries: the routes that answer them from one version of the service, in the language that
 * the server has, if it has one. A backend may read all, or what the user may read for whom it
 * asks; a subscriber is a verified user, and asks of the present alone.
 */
final class QueryRoutes {

  private static final String PATH = "/v1/sql";

  private static final Optional<QueryLanguage> LANGUAGE =
      ServiceLoader.load(QueryLanguage.class).findFirst();

  private final ServiceInstance service;
  private final Users users;
  private final WatermarkGate gate;
  private final QueryLanguage.Limits limits;
  private final int mostAtOnce;
  private final Semaphore places;

  QueryRoutes(ServiceInstance service, ServerOptions options, Security security) {
    this.service = service;
    this.users = security.users();
    QueryOptions queries = options.queries();
    this.limits = new QueryLanguage.Limits(queries.millis(), queries.bytes(), queries.rows());
    this.mostAtOnce = queries.atOnce();
    this.places = new Semaphore(mostAtOnce);
    this.gate = new WatermarkGate(service, options.watermarkWaitMillis());
    requireSound();
  }

  /**
   * Ends the start of a server whose service says of its collections what contradicts itself.
   *
   * @throws ServerStartException if it does
   */
  private void requireSound() {
    try {
      LANGUAGE.ifPresent(language -> language.isOpenToUsers(service.snapshot()));
    } catch (SkipException e) {
      throw new ServerStartException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The route of the listener that is for backends. */
  Route controlRoute() {
    return Route.abandonable("POST", PATH, call -> query(call, users.ofBackend(call)));
  }

  /** The route of the listener that is open to subscribers. */
  Route streamingRoute() {
    return Route.abandonable(
        "POST",
        PATH,
        call -> {
          User user =
              users
                  .subscriber(call)
                  .orElseThrow(() ->
                      Users.unauthorized(
                          "queries are for verified users: send Authorization: Bearer and the"
                              + " user's token"));
          if (!language().isOpenToUsers(service.snapshot())) {
            throw new RefusedException(
                404, "not-found", "the service has no SQL for users: no table has a row policy");
          }
          if (PastRead.isAskedFor(call)) {
            throw new RefusedException(
                400, "malformed-request", "users ask of the present; leave out the parameter at");
          }
          return query(call, Optional.of(user));
        });
  }

  private static QueryLanguage language() {
    return LANGUAGE.orElseThrow(() ->
        new RefusedException(
            404, "not-found", "the server has no SQL: add skip-sql to its classes"));
  }

  private Answer query(Call call, Optional<User> user) {
    QueryLanguage language = language();
    Body body = Body.of(call.json(), user.map(User::principal));
    gate.await(call);
    Optional<PastService> past = PastRead.of(call, service);
    ServiceSnapshot snapshot = past.map(PastService::snapshot).orElseGet(service::snapshot);
    if (!places.tryAcquire()) {
      throw new RefusedException(
          503, "overloaded", mostAtOnce + " queries are running; try again soon");
    }
    try {
      return body.format()
          .answer(language.answer(service, snapshot, body.question(), limits, call.isAbandoned()))
          .with("Skip-Watermark", snapshot.watermark().toString())
          .with("Cache-Control", "no-store");
    } finally {
      places.release();
    }
  }

  /** The question of a request, and the format of its answer. */
  private record Body(QueryLanguage.Question question, QueryFormat format) {

    static Body of(Json json, Optional<Principal> user) {
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
          new QueryLanguage.Question(query.value(), params, isExplained.value(), user), known);
    }

    private static RefusedException malformed(String detail) {
      return new RefusedException(400, "malformed-request", detail);
    }
  }
}
