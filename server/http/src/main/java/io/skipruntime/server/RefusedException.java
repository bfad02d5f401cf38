package io.skipruntime.server;

import java.util.Map;

/** A request is refused, with the problem document and headers that say why. */
final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient ProblemDocument problem;
  private final transient Map<String, String> headers;

  RefusedException(ProblemDocument problem) {
    this(problem, Map.of());
  }

  RefusedException(ProblemDocument problem, Map<String, String> headers) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
    this.headers = Map.copyOf(headers);
  }

  RefusedException(int status, String type, String detail) {
    this(ProblemDocument.of(status, type, detail));
  }

  ProblemDocument problem() {
    return problem;
  }

  Map<String, String> headers() {
    return headers;
  }
}
