package io.skipruntime.style.source;

import io.skipruntime.style.project.JavaSource;
import io.skipruntime.style.project.SourceCheck;
import io.skipruntime.style.project.Violation;
import java.util.List;

/** Limits the length of a Java file: a longer one holds more than one idea. */
public final class FileLength implements SourceCheck {

  private static final long MAX_LINES = 800;

  @Override
  public String rule() {
    return "a Java file has at most " + MAX_LINES + " lines";
  }

  @Override
  public List<Violation> violations(JavaSource source) {
    long lines = source.text().lines().count();
    return lines <= MAX_LINES ? List.of() : List.of(new Violation(source.path(), lines + " lines"));
  }
}
