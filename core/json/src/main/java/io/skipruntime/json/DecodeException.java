package io.skipruntime.json;

import java.util.List;
import java.util.stream.Collectors;

/** An exception that says that a value does not decode into a type, with every reason found. */
public final class DecodeException extends RuntimeException {

  private final transient List<Problem> problems;

  DecodeException(List<Problem> problems) {
    super(
        FailureText.of(problems.stream().map(Problem::toString).collect(Collectors.joining("; "))),
        null,
        false,
        false);
    this.problems = List.copyOf(problems);
  }

  /** The reasons, at least one and at most 1000. */
  public List<Problem> problems() {
    return problems;
  }
}
