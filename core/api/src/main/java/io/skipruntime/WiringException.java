package io.skipruntime;

import io.skipruntime.json.FailureText;
import java.util.List;

/** A service is put together wrongly; names every mistake that was found. */
public class WiringException extends SkipException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /** Mistakes, each a sentence that names the place. */
  public WiringException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = problems.stream().map(FailureText::of).toList();
  }

  /** The mistakes, each a sentence that names the place. */
  public List<String> problems() {
    return problems;
  }
}
