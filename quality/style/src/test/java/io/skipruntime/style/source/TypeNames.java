package io.skipruntime.style.source;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import io.skipruntime.style.project.JavaSource;
import io.skipruntime.style.project.SourceCheck;
import io.skipruntime.style.project.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bans names of types that do not say what the thing is, only that it is one of those that do
 * something.
 */
public final class TypeNames implements SourceCheck {

  private static final Pattern EMPTY_WORD = Pattern.compile(".*(Impl|Manager|Helpers?|Utils?)");
  private static final Pattern MARKED_INTERFACE = Pattern.compile("I[A-Z][a-z].*");

  @Override
  public String rule() {
    return "no type is called Impl, Manager, Helper or Util at its end, no interface I…";
  }

  @Override
  public List<Violation> violations(JavaSource source) {
    List<Violation> violations = new ArrayList<>();
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
        String name = type.getSimpleName().toString();
        boolean isInterface = type.getKind() == Tree.Kind.INTERFACE;
        if (EMPTY_WORD.matcher(name).matches()
            || (isInterface && MARKED_INTERFACE.matcher(name).matches())) {
          violations.add(
              new Violation(source.path() + "#" + name, "line " + source.firstLine(type)));
        }
        return super.visitClass(type, null);
      }
    }.scan(source.unit(), null);
    return violations;
  }
}
