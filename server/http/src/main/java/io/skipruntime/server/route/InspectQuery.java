package io.skipruntime.server.route;

import io.skipruntime.engine.EntrySelection;
import io.skipruntime.json.Json;
import io.skipruntime.server.problem.RefusedException;
import io.skipruntime.server.request.Call;
import java.util.Optional;

/** The parameters of the queries of all routes below {@code /v1/inspect}. */
final class InspectQuery {

  private static final int USUAL_ENTRIES = 100;
  private static final int MOST_ENTRIES = 1_000;

  private InspectQuery() {}

  /**
   * A whole number that is not negative.
   *
   * @param usual what it is if the query has none
   * @param most what stands for any greater number
   * @throws RefusedException if it is not such a number
   */
  static long number(Call call, String name, long usual, long most) {
    String text = call.query().first(name).orElse(Long.toString(usual));
    if (!text.matches("[0-9]{1,18}")) {
      throw malformed(name);
    }
    return Math.min(Long.parseLong(text), most);
  }

  private static RefusedException malformed(String name) {
    return new RefusedException(
        400, "malformed-request", name + " must be a whole number that is not negative");
  }

  /**
   * The entries that a page is to show.
   *
   * @throws RefusedException if there cannot be such entries
   */
  static EntrySelection entries(Call call) {
    long most = Math.max(1, number(call, "limit", USUAL_ENTRIES, MOST_ENTRIES));
    try {
      return new EntrySelection(
          json(call, "from"),
          json(call, "after"),
          json(call, "to"),
          json(call, "prefix"),
          (int) most);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(400, "malformed-request", String.valueOf(e.getMessage()));
    }
  }

  private static Optional<Json> json(Call call, String name) {
    return call.query().first(name).map(call::json);
  }
}
