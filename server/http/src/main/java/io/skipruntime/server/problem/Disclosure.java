package io.skipruntime.server.problem;

import io.skipruntime.json.Json;
import java.util.Map;

/** The parts of failures that the users of a listener are told. */
public enum Disclosure {

  /** Everything: they operate the service, or develop it. */
  ALL {
    @Override
    public ProblemDocument of(ProblemDocument problem) {
      return problem;
    }
  },

  /**
   * What is wrong with the request itself, as far as this server says it. Of what the service has
   * and how it fails they are told the type and the {@code errorId} only: no text of the author's,
   * no name of a node, key, parameter or resource.
   */
  PUBLIC {
    @Override
    public ProblemDocument of(ProblemDocument problem) {
      String detail = DETAILS.get(problem.type());
      Json refusedBy = problem.members().get(Failures.REFUSED_BY);
      if (refusedBy != null) {
        return ProblemDocument.of(
                problem.status(), problem.type(), "the " + refusedBy.asString() + " refuses this")
            .with(Failures.REFUSED_BY, refusedBy);
      }
      if (detail == null) {
        return problem;
      }
      Json errorId = problem.members().get("errorId");
      ProblemDocument bare = ProblemDocument.of(problem.status(), problem.type(), detail);
      return errorId == null ? bare : bare.with("errorId", errorId);
    }
  };

  /** The types whose documents tell of the service, and what is said in place of that. */
  private static final Map<String, String> DETAILS =
      Map.ofEntries(
          Map.entry("computation-failed", "a function of the service has failed"),
          Map.entry("source-unavailable", "an external source has no data at present"),
          Map.entry("unknown-resource", "there is no such resource"),
          Map.entry("unknown-command", "there is no such command"),
          Map.entry("unknown-stream", "there is no such stream"),
          Map.entry("unknown-collection", "there is no such collection"),
          Map.entry("invalid-parameters", "these parameters are not of the form that is taken"),
          Map.entry("number-out-of-range", "a number is not in the range that there is for it"),
          Map.entry("overloaded", "there is no room at present; try again later"),
          Map.entry("busy", "the service is busy at present; try again later"),
          Map.entry("broken", "the service has stopped"),
          Map.entry("cluster-unavailable", "nothing can be written at present; try again later"),
          Map.entry("outcome-unknown", "whether this was carried out is not known"),
          Map.entry("storage-full", "nothing can be recorded at present; try again later"),
          Map.entry("storage-failed", "nothing can be recorded any more"),
          Map.entry("internal", "something is wrong at the server"));

  /** The document that they are sent for a problem. */
  public abstract ProblemDocument of(ProblemDocument problem);
}
