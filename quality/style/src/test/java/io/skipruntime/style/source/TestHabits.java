package io.skipruntime.style.source;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import io.skipruntime.style.project.JavaSource;
import io.skipruntime.style.project.SourceCheck;
import io.skipruntime.style.project.Violation;
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
    return source.isTest() ? new Scanner(source).violations() : List.of();
  }

  private static final class Scanner extends ViolationScanner {

    Scanner(JavaSource source) {
      super(source);
    }

    @Override
    public @Nullable Void visitMemberSelect(MemberSelectTree select, @Nullable Void nothing) {
      ban(SLEEP, select.toString(), select);
      return super.visitMemberSelect(select, null);
    }

    @Override
    public @Nullable Void visitMemberReference(
        MemberReferenceTree reference, @Nullable Void nothing) {
      ban(SLEEP, reference.getQualifierExpression() + "." + reference.getName(), reference);
      return super.visitMemberReference(reference, null);
    }

    @Override
    public @Nullable Void visitImport(ImportTree imported, @Nullable Void nothing) {
      ban(MOCKS, imported.getQualifiedIdentifier().toString(), imported);
      return super.visitImport(imported, null);
    }

    @Override
    public @Nullable Void visitAnnotation(AnnotationTree annotation, @Nullable Void nothing) {
      ban(SWITCHED_OFF, annotation.getAnnotationType().toString(), annotation);
      return super.visitAnnotation(annotation, null);
    }

    private void ban(Pattern banned, String found, Tree place) {
      if (banned.matcher(found).matches()) {
        report(place, found);
      }
    }
  }
}
