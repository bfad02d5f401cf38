package io.skipruntime.server.route;

import io.skipruntime.engine.CommitReport;
import io.skipruntime.engine.RecentCommits;
import io.skipruntime.engine.RunReason;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.server.problem.Answer;
import io.skipruntime.server.problem.RefusedException;
import io.skipruntime.server.request.Call;
import io.skipruntime.server.request.Question;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The routes that tell what ran in the last transactions: a list of them, and one in detail. */
final class InspectCommitRoutes {

  private static final int USUAL_LIMIT = 100;

  private final ServiceInstance service;
  private final RecentCommits commits;

  InspectCommitRoutes(ServiceInstance service, RecentCommits commits) {
    this.service = service;
    this.commits = commits;
  }

  List<Route> routes() {
    return List.of(
        Route.blocking("GET", "/v1/inspect/commits", this::list),
        Route.blocking("GET", "/v1/inspect/commits/{number}", this::detail),
        Route.blocking("POST", "/v1/inspect/commits/{number}/why", this::whyRan));
  }

  /** The newest of those after a number, the newest last. */
  private Answer list(Call call) {
    long after = InspectQuery.number(call, "after", 0, Long.MAX_VALUE);
    long limit = InspectQuery.number(call, "limit", USUAL_LIMIT, Long.MAX_VALUE);
    long count = commits.count();
    List<CommitReport> found = commits.after(after, limit);
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("newest", Json.of(found.isEmpty() ? count : found.getLast().number()));
    members.put("commits", Json.array(found.stream().map(CommitJson::summary).toList()));
    return InspectJson.answer(Json.object(members));
  }

  private Answer detail(Call call) {
    return InspectJson.answer(CommitJson.detail(commit(call)));
  }

  /** Why a function ran in a transaction. */
  private Answer whyRan(Call call) {
    CommitReport commit = commit(call);
    Question question = Question.of(call.json());
    String collection = question.requiredText("collection");
    Json key = question.required("key");
    List<RunReason> reasons =
        InspectWhyRoutes.known(() -> service.inspector().whyRan(commit, collection, key));
    return InspectJson.answer(Json.object(Map.of("changed", WhyJson.runReasons(reasons))));
  }

  private CommitReport commit(Call call) {
    String number = call.part("number");
    return numbered(number)
        .orElseThrow(() ->
            new RefusedException(
                404,
                "unknown-commit",
                "commit " + number + " is not kept; GET /v1/inspect/commits lists those that are"));
  }

  private Optional<CommitReport> numbered(String text) {
    try {
      return commits
          .report(Long.parseLong(text))
          .filter(found -> text.equals(Long.toString(found.number())));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
