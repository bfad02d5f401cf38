package io.skipruntime.server.problem;

import java.util.Map;

/** A request is refused, with the problem document and headers that say why. */
public final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient ProblemDocument problem;
  private final transient Map<String, String> headers;
  private final boolean isToldByAStream;

  /** A refusal that a document alone says why. */
  public RefusedException(ProblemDocument problem) {
    this(problem, Map.of());
  }

  /** A refusal whose answer has further headers, by name. */
  public RefusedException(ProblemDocument problem, Map<String, String> headers) {
    this(problem, headers, false);
  }

  private RefusedException(
      ProblemDocument problem, Map<String, String> headers, boolean isToldByAStream) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
    this.headers = Map.copyOf(headers);
    this.isToldByAStream = isToldByAStream;
  }

  /** A refusal that an event stream tells, to a client for which another answer is final. */
  public static RefusedException toldByAStream(ProblemDocument problem) {
    return new RefusedException(problem, Map.of(), true);
  }

  /** A refusal by a document without members of its own. */
  public RefusedException(int status, String type, String detail) {
    this(ProblemDocument.of(status, type, detail));
  }

  ProblemDocument problem() {
    return problem;
  }

  /** Whether the request is answered with an event stream that has the problem as an error. */
  public boolean isToldByAStream() {
    return isToldByAStream;
  }

  /** Further headers of the answer, by name. */
  public Map<String, String> headers() {
    return headers;
  }
}
