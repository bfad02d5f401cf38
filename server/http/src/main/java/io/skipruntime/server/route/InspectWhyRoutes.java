package io.skipruntime.server.route;

import io.skipruntime.engine.ClientParams;
import io.skipruntime.engine.Dependents;
import io.skipruntime.engine.Explanation;
import io.skipruntime.engine.Inspector;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Watermark;
import io.skipruntime.json.Json;
import io.skipruntime.server.problem.Answer;
import io.skipruntime.server.problem.RefusedException;
import io.skipruntime.server.request.Call;
import io.skipruntime.server.request.Question;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;

/** The routes that say why an entry has its values, and what depends on an entry. */
final class InspectWhyRoutes {

  private static final int MOST_ENTRIES = 10_000;
  private static final int MOST_TRIED = 1_000;

  private final ServiceInstance service;
  private final Security security;

  InspectWhyRoutes(ServiceInstance service, Security security) {
    this.service = service;
    this.security = security;
  }

  List<Route> routes() {
    return List.of(
        Route.blocking("POST", "/v1/inspect/why", this::why),
        Route.blocking("POST", "/v1/inspect/dependents", this::dependents));
  }

  private Answer why(Call call) {
    Question question = Question.of(call.json());
    Optional<Watermark> at = question.watermark("at");
    Inspector.Bounds usual = Inspector.Bounds.usual();
    Inspector.Bounds bounds =
        new Inspector.Bounds(
            question.number("causes", usual.mostCauses(), MOST_ENTRIES),
            question.number("entries", usual.mostEntries(), MOST_ENTRIES),
            question.number("tries", usual.mostTried(), MOST_TRIED));
    Json key = question.required("key");
    Optional<String> collection = question.text("collection");
    Inspector inspector = service.inspector();
    Explanation explanation;
    if (collection.isPresent()) {
      explanation = known(() -> inspector.whyOf(collection.get(), key, at, bounds));
    } else {
      String resource = question.requiredText("resource");
      Json given = question.find("params").orElse(Json.object(Map.of()));
      ClientParams params = security.users().ofBackend(call, given);
      explanation =
          Rejections.ofParameters(
              "/params", () -> inspector.why(resource, params, key, at, bounds));
    }
    return InspectJson.answer(WhyJson.explanation(explanation));
  }

  private Answer dependents(Call call) {
    Question question = Question.of(call.json());
    String collection = question.requiredText("collection");
    Json key = question.required("key");
    Dependents dependents = known(() -> service.inspector().dependents(collection, key));
    return InspectJson.answer(WhyJson.dependents(dependents));
  }

  /** The answer to a question that names a collection. */
  static <T> T known(Supplier<T> question) {
    try {
      return question.get();
    } catch (NoSuchElementException e) {
      throw new RefusedException(404, "unknown-collection", String.valueOf(e.getMessage()));
    }
  }
}
