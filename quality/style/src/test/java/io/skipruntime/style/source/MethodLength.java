package io.skipruntime.style.source;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePathScanner;
import io.skipruntime.style.project.JavaSource;
import io.skipruntime.style.project.SourceCheck;
import io.skipruntime.style.project.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Limits the length of a method or constructor, from its annotations to its last brace. */
public final class MethodLength implements SourceCheck {

  private static final long MAX_LINES = 60;

  @Override
  public String rule() {
    return "a method has at most " + MAX_LINES + " lines";
  }

  @Override
  public List<Violation> violations(JavaSource source) {
    List<Violation> violations = new ArrayList<>();
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
        long lines = source.lastLine(method) - source.firstLine(method) + 1;
        if (lines > MAX_LINES) {
          violations.add(new Violation(subject(method), lines + " lines"));
        }
        return super.visitMethod(method, null);
      }

      private String subject(MethodTree method) {
        String type =
            getCurrentPath().getParentPath().getLeaf() instanceof ClassTree owner
                ? owner.getSimpleName().toString()
                : "";
        return source.path() + "#" + type + "." + method.getName();
      }
    }.scan(source.unit(), null);
    return violations;
  }
}
