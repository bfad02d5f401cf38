package io.skipruntime.tidy.source;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import io.skipruntime.tidy.project.JavaSource;
import io.skipruntime.tidy.project.SourceCheck;
import io.skipruntime.tidy.project.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bans what makes tests slow, flaky or void: one that sleeps is either, one with mocks tests the
 * mocks, one switched off tests nothing.
 */
public final class TestHabits implements SourceCheck {

  private static final Pattern SLEEP =
      Pattern.compile("(java\\.lang\\.)?Thread\\.sleep|.*\\bTimeUnit\\.\\w+\\.sleep");
  private static final Pattern MOCKS =
      Pattern.compile("(static )?org\\.(mockito|easymock|powermock|jmock)\\..*");
  private static final Pattern SWITCHED_OFF = Pattern.compile("(.*\\.)?(Disabled|Ignore)");

  @Override
  public String rule() {
    return "a test does not sleep, uses no mocks and is not switched off";
  }

  @Override
  public List<Violation> violations(JavaSource source) {
    List<Violation> violations = new ArrayList<>();
    if (source.isTest()) {
      new Scanner(source, violations).scan(source.unit(), null);
    }
    return violations;
  }

  private static final class Scanner extends TreeScanner<@Nullable Void, @Nullable Void> {

    private final JavaSource source;
    private final List<Violation> violations;

    Scanner(JavaSource source, List<Violation> violations) {
      this.source = source;
      this.violations = violations;
    }

    @Override
    public @Nullable Void visitMemberSelect(MemberSelectTree select, @Nullable Void nothing) {
      report(SLEEP, select.toString(), select);
      return super.visitMemberSelect(select, null);
    }

    @Override
    public @Nullable Void visitMemberReference(
        MemberReferenceTree reference, @Nullable Void nothing) {
      report(SLEEP, reference.getQualifierExpression() + "." + reference.getName(), reference);
      return super.visitMemberReference(reference, null);
    }

    @Override
    public @Nullable Void visitImport(ImportTree imported, @Nullable Void nothing) {
      report(MOCKS, imported.getQualifiedIdentifier().toString(), imported);
      return super.visitImport(imported, null);
    }

    @Override
    public @Nullable Void visitAnnotation(AnnotationTree annotation, @Nullable Void nothing) {
      report(SWITCHED_OFF, annotation.getAnnotationType().toString(), annotation);
      return super.visitAnnotation(annotation, null);
    }

    private void report(Pattern banned, String found, Tree place) {
      if (banned.matcher(found).matches()) {
        violations.add(
            new Violation(source.path(), "line " + source.firstLine(place) + ": " + found));
      }
    }
  }
}
