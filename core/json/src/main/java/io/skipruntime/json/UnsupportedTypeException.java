package io.skipruntime.json;

import java.util.List;

/** An exception that says that a Java type has no codec, with every reason found in it. */
public final class UnsupportedTypeException extends RuntimeException {

  private final transient List<String> problems;

  UnsupportedTypeException(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** The reasons, each starting with a path such as {@code User.friends}. */
  public List<String> problems() {
    return problems;
  }
}
