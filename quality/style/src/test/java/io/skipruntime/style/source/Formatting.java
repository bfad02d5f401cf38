package io.skipruntime.style.source;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import io.skipruntime.style.project.Check;
import io.skipruntime.style.project.JavaSource;
import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Violation;
import java.util.List;
import java.util.stream.Stream;

/** Requires one format for all Java sources, so that nobody has to think or talk about it. */
public final class Formatting implements Check {

  @Override
  public String rule() {
    return "Java sources have google-java-format's form; this formats them all: ./skip format";
  }

  @Override
  public List<Violation> violations(Project project) {
    return project.sources().parallelStream().flatMap(Formatting::violations).toList();
  }

  private static Stream<Violation> violations(JavaSource source) {
    try {
      return new Formatter().formatSourceAndFixImports(source.text()).equals(source.text())
          ? Stream.of()
          : Stream.of(new Violation(source.path(), "is not formatted"));
    } catch (FormatterException e) {
      return Stream.of(new Violation(source.path(), String.valueOf(e.getMessage())));
    }
  }
}
