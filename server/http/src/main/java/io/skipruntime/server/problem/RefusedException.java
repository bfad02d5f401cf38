package io.skipruntime.server.problem;

import java.util.Map;

/** A request is refused, with the problem document and headers that say why. */
public final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient ProblemDocument problem;
  private final transient Map<String, String> headers;

  /** A refusal that a document alone says why. */
  public RefusedException(ProblemDocument problem) {
    this(problem, Map.of());
  }

  /** A refusal whose answer has further headers, by name. */
  public RefusedException(ProblemDocument problem, Map<String, String> headers) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
    this.headers = Map.copyOf(headers);
  }

  /** A refusal by a document without members of its own. */
  public RefusedException(int status, String type, String detail) {
    this(ProblemDocument.of(status, type, detail));
  }

  ProblemDocument problem() {
    return problem;
  }

  /** Further headers of the answer, by name. */
  public Map<String, String> headers() {
    return headers;
  }
}
