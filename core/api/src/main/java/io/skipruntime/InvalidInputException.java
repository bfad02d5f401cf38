package io.skipruntime;

import io.skipruntime.json.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** Entries of a write or parameters of a resource are not of their declared types. */
public final class InvalidInputException extends SkipException {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * Says what is wrong.
   *
   * @param subject what is not of its type
   * @param problems all mistakes, with pointers into the subject
   */
  public InvalidInputException(String subject, List<Problem> problems) {
    super(
        subject
            + ": "
            + problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /** All mistakes; their pointers are relative to the list of entries or to the parameters. */
  public List<Problem> problems() {
    return problems;
  }
}
