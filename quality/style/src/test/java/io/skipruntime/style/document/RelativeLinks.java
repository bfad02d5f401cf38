package io.skipruntime.style.document;

import io.skipruntime.style.project.Check;
import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Violation;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Link;

/** Requires links from a document into the project to lead to a file or directory that is there. */
public final class RelativeLinks implements Check {

  private static final Pattern WITH_SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:.*");

  @Override
  public String rule() {
    return "a relative link in a document leads to a file of the project";
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
                      public void visit(Link link) {
                        follow(link.getDestination());
                        visitChildren(link);
                      }

                      @Override
                      public void visit(Image image) {
                        follow(image.getDestination());
                        visitChildren(image);
                      }

                      private void follow(String destination) {
                        if (!WITH_SCHEME.matcher(destination).matches()
                            && !leadsSomewhere(destination, document.path(), project)) {
                          violations.add(
                              new Violation(document.path(), "broken link: " + destination));
                        }
                      }
                    }));
    return violations;
  }

  private static boolean leadsSomewhere(String destination, String document, Project project) {
    String file = destination.replaceFirst("[#?].*", "");
    if (file.isEmpty()) {
      return true;
    }
    String target =
        Path.of(document)
            .resolveSibling(URLDecoder.decode(file, StandardCharsets.UTF_8))
            .normalize()
            .toString()
            .replace('\\', '/');
    String directory = target + "/";
    String inDirectory = project.paths().ceiling(directory);
    return project.paths().contains(target)
        || (inDirectory != null && inDirectory.startsWith(directory));
  }
}
