package io.skipruntime.style.source;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import io.skipruntime.style.project.JavaSource;
import io.skipruntime.style.project.MethodKind;
import io.skipruntime.style.project.SourceCheck;
import io.skipruntime.style.project.Violation;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Requires documentation of what others may use: every public type and its public methods.
 *
 * <p>Free are constructors, overrides (the overridden method says it), a record's accessors (its
 * components are documented), {@code main}, and what is nested in an example, which is read as
 * code.
 */
public final class PublicDocumentation implements SourceCheck {

  private static final Set<Tree.Kind> INTERFACES =
      Set.of(Tree.Kind.INTERFACE, Tree.Kind.ANNOTATION_TYPE);

  @Override
  public String rule() {
    return "every public type and public method in src/main has a Javadoc comment";
  }

  @Override
  public List<Violation> violations(JavaSource source) {
    return source.isMain() ? new Scanner(source).violations() : List.of();
  }

  private static final class Scanner extends ViolationScanner {

    Scanner(JavaSource source) {
      super(source);
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
      if (!isPublic(type.getModifiers())) {
        return null;
      }
      requireDocumentation(type.getSimpleName().toString(), type);
      return source().module().equals("examples") ? null : super.visitClass(type, null);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
      ClassTree owner = (ClassTree) getCurrentPath().getParentPath().getLeaf();
      if (isPublic(method.getModifiers()) && !MethodKind.isImplied(method, owner)) {
        requireDocumentation(owner.getSimpleName() + "." + method.getName(), method);
      }
      return null;
    }

    /** Whether the current declaration is public; members of interfaces are, unless private. */
    private boolean isPublic(ModifiersTree modifiers) {
      Tree parent = getCurrentPath().getParentPath().getLeaf();
      return INTERFACES.contains(parent.getKind())
          ? !modifiers.getFlags().contains(Modifier.PRIVATE)
          : modifiers.getFlags().contains(Modifier.PUBLIC);
    }

    private void requireDocumentation(String name, Tree declaration) {
      String comment = documentation();
      if (comment == null || comment.isBlank()) {
        report(name, declaration);
      }
    }
  }
}
