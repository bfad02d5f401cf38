package io.skipruntime.style.document;

import io.skipruntime.style.project.Check;
import io.skipruntime.style.project.JavaSource;
import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Violation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HtmlBlock;

/**
 * Requires Java code in documents to be an excerpt of a source that the build compiles, so that it
 * cannot become wrong.
 *
 * <p>The comment right before a {@code java} block says of which. After {@code <!-- from path -->}
 * the block's lines stand in that file one after another; after {@code <!-- from path#region -->}
 * they are exactly those between {@code // region name} and {@code // endregion} there. Indentation
 * that all lines share does not matter.
 */
public final class CompiledSnippets implements Check {

  private static final Pattern ORIGIN = Pattern.compile("<!-- from ([^\\s#]+)(?:#([^\\s]+))? -->");

  @Override
  public String rule() {
    return "a java block in a document is the excerpt of a compiled source that"
        + " the comment before it names: <!-- from path --> or <!-- from path#region -->";
  }

  @Override
  public List<Violation> violations(Project project) {
    List<Violation> violations = new ArrayList<>();
    Markdown.of(project)
        .forEach(document ->
            document
                .content()
                .accept(
                    new AbstractVisitor() {
                      @Override
                      public void visit(FencedCodeBlock block) {
                        problem(block, project)
                            .map(problem -> new Violation(document.path(), problem))
                            .ifPresent(violations::add);
                      }
                    }));
    return violations;
  }

  private static Optional<String> problem(FencedCodeBlock block, Project project) {
    if (!block.getInfo().split("\\s", 2)[0].equals("java")) {
      return Optional.empty();
    }
    List<String> lines = withoutSharedIndentation(block.getLiteral().lines().toList());
    String title = "the block '" + (lines.isEmpty() ? "" : lines.getFirst()) + " …' ";
    if (!(block.getPrevious() instanceof HtmlBlock comment)) {
      return Optional.of(title + "has no comment before it that says where it is from");
    }
    Matcher origin = ORIGIN.matcher(comment.getLiteral().strip());
    if (!origin.matches()) {
      return Optional.of(title + "has a comment that is not '<!-- from path -->'");
    }
    return project.sources().stream()
        .filter(source -> source.path().equals(origin.group(1)))
        .filter(source -> source.isMain() || source.isTest())
        .findFirst()
        .map(source -> problem(lines, source, Optional.ofNullable(origin.group(2))))
        .orElse(Optional.of("is from " + origin.group(1) + ", which the build does not compile"))
        .map(problem -> title + problem);
  }

  private static Optional<String> problem(
      List<String> lines, JavaSource source, Optional<String> region) {
    List<String> all = source.text().lines().toList();
    if (region.isEmpty()) {
      return contains(all, lines)
          ? Optional.empty()
          : Optional.of("does not stand in " + source.path());
    }
    int start = indexOf(all, "// region " + region.get(), 0);
    int end = indexOf(all, "// endregion", start);
    if (start < 0 || end < 0) {
      return Optional.of("names a region that is not in " + source.path());
    }
    // The formatter puts a blank line before the comment that ends a region after a member.
    int last = end - 1 > start && all.get(end - 1).isBlank() ? end - 1 : end;
    return withoutSharedIndentation(all.subList(start + 1, last)).equals(lines)
        ? Optional.empty()
        : Optional.of("is not the region " + region.get() + " of " + source.path());
  }

  private static boolean contains(List<String> all, List<String> lines) {
    for (int start = 0; start + lines.size() <= all.size(); start++) {
      if (withoutSharedIndentation(all.subList(start, start + lines.size())).equals(lines)) {
        return !lines.isEmpty();
      }
    }
    return false;
  }

  private static int indexOf(List<String> all, String marker, int from) {
    for (int at = Math.max(0, from); at < all.size(); at++) {
      if (all.get(at).strip().equals(marker)) {
        return at;
      }
    }
    return -1;
  }

  private static List<String> withoutSharedIndentation(List<String> lines) {
    return lines.isEmpty()
        ? Collections.emptyList()
        : String.join("\n", lines).stripIndent().lines().toList();
  }
}
