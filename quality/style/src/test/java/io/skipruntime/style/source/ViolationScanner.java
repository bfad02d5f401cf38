package io.skipruntime.style.source;

import com.sun.source.tree.Tree;
import com.sun.source.util.TreePathScanner;
import io.skipruntime.style.project.JavaSource;
import io.skipruntime.style.project.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A scanner of a source that reports what it finds wrong in it. */
abstract class ViolationScanner extends TreePathScanner<@Nullable Void, @Nullable Void> {

  private final JavaSource source;
  private final List<Violation> violations = new ArrayList<>();

  ViolationScanner(JavaSource source) {
    this.source = source;
  }

  /** Scans the source; what was found wrong. */
  final List<Violation> violations() {
    scan(source.unit(), null);
    return violations;
  }

  final JavaSource source() {
    return source;
  }

  /** The Javadoc comment of the current declaration; null if it has none. */
  final @Nullable String documentation() {
    return source.documentation(getCurrentPath());
  }

  /** Reports a declaration for which the rule alone says what is wrong. */
  final void report(String name, Tree declaration) {
    violations.add(new Violation(source.path() + "#" + name, line(declaration)));
  }

  /** Reports a declaration. */
  final void report(String name, Tree declaration, String detail) {
    violations.add(new Violation(source.path() + "#" + name, line(declaration) + ": " + detail));
  }

  /** Reports a place of the source. */
  final void report(Tree place, String detail) {
    violations.add(new Violation(source.path(), line(place) + ": " + detail));
  }

  private String line(Tree place) {
    return "line " + source.firstLine(place);
  }
}
