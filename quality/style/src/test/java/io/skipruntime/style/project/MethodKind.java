package io.skipruntime.style.project;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;

/** Kinds of methods that rules for public methods leave alone. */
public final class MethodKind {

  private MethodKind() {}

  /**
   * Whether a method is a constructor, an override, a record's accessor or {@code main}: one that
   * something else than its own declaration explains and calls for.
   *
   * @param owner the class whose member it is
   */
  public static boolean isImplied(MethodTree method, ClassTree owner) {
    return method.getName().contentEquals("<init>")
        || method.getName().contentEquals("main")
        || method.getModifiers().getAnnotations().stream().anyMatch(MethodKind::isOverride)
        || isAccessor(method, owner);
  }

  private static boolean isOverride(AnnotationTree annotation) {
    return annotation.getAnnotationType().toString().equals("Override");
  }

  private static boolean isAccessor(MethodTree method, ClassTree owner) {
    return owner.getKind() == Tree.Kind.RECORD
        && method.getParameters().isEmpty()
        && owner.getMembers().stream()
            .anyMatch(member ->
                member instanceof VariableTree component
                    && component.getName().equals(method.getName()));
  }
}
