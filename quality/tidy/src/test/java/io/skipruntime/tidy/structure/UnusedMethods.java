package io.skipruntime.tidy.structure;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import io.skipruntime.style.project.Check;
import io.skipruntime.style.project.JavaSource;
import io.skipruntime.style.project.MethodKind;
import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Finds public methods that no other class uses, neither in the project nor in its tests: they are
 * read and documented in vain.
 *
 * <p>Free are methods of {@link OfferedPackages}, which are for users; constructors; overrides,
 * which are called by way of what they override; abstract methods, which are used by being
 * implemented; a record's accessors, which make up its equality; {@code main}.
 */
public final class UnusedMethods implements Check {

  @Override
  public String rule() {
    return "a public method that is not for users is used by another class";
  }

  @Override
  public List<Violation> violations(Project project) {
    Set<String> used = CompiledModules.of(project).methodsUsedByOtherClasses();
    List<String> modules = project.modules();
    List<Violation> violations = new ArrayList<>();
    for (JavaSource source : project.sources()) {
      boolean isBuilt = modules.contains(source.module());
      if (isBuilt && source.isMain() && !OfferedPackages.has(source.packageName())) {
        new Scanner(source, used, violations).scan(source.unit(), null);
      }
    }
    return violations;
  }

  private static final class Scanner extends TreePathScanner<@Nullable Void, @Nullable Void> {

    private final JavaSource source;
    private final Set<String> used;
    private final List<Violation> violations;

    Scanner(JavaSource source, Set<String> used, List<Violation> violations) {
      this.source = source;
      this.used = used;
      this.violations = violations;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
      ClassTree owner = (ClassTree) getCurrentPath().getParentPath().getLeaf();
      if (isPublic(method, owner) && !isFree(method, owner)) {
        String name = owner.getSimpleName() + "." + method.getName();
        String qualified =
            CompiledModules.method(
                source.packageName() + "." + binaryName(getCurrentPath().getParentPath()),
                method.getName().toString(),
                method.getParameters().size());
        if (!used.contains(qualified)) {
          violations.add(
              new Violation(
                  source.path() + "#" + name,
                  "line " + source.firstLine(method) + ": no other class uses it"));
        }
      }
      return super.visitMethod(method, null);
    }

    private static String binaryName(TreePath type) {
      String name = "";
      for (Tree tree : type) {
        if (tree instanceof ClassTree each) {
          name =
              name.isEmpty() ? each.getSimpleName().toString() : each.getSimpleName() + "$" + name;
        }
      }
      return name;
    }

    private static boolean isPublic(MethodTree method, ClassTree owner) {
      Set<Modifier> flags = method.getModifiers().getFlags();
      return owner.getKind() == Tree.Kind.INTERFACE
          ? !flags.contains(Modifier.PRIVATE)
          : flags.contains(Modifier.PUBLIC);
    }

    private static boolean isFree(MethodTree method, ClassTree owner) {
      return MethodKind.isImplied(method, owner)
          || method.getBody() == null
          || owner.getSimpleName().isEmpty();
    }
  }
}
