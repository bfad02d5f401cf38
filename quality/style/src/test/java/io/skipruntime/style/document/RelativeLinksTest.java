package io.skipruntime.style.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Sample;
import io.skipruntime.style.project.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelativeLinksTest {

  @Test
  void findsLinksThatLeadNowhere() {
    assertThat(broken("[a](missing.md) ![b](b.png) [c][ref]\n\n[ref]: ../../outside.md"))
        .containsExactly(
            "broken link: missing.md", "broken link: b.png", "broken link: ../../outside.md");
  }

  @Test
  void findsALinkFromTheRootOfAMachine() {
    assertThat(broken("[a](/README.md)")).hasSize(1);
  }

  @Test
  void acceptsFilesDirectoriesAnchorsAndAddresses() {
    assertThat(
            broken(
                """
                [a](guide.md#start) [b](../README.md) [c](../docs/) [d](#here)
                [e](http://localhost/) [f](with%20space.md) `[g](not-a-link.md)`
                """))
        .isEmpty();
  }

  private static List<String> broken(String text) {
    return new RelativeLinks()
            .violations(
                Sample.project(
                    "README.md",
                    "",
                    "docs/guide.md",
                    "",
                    "docs/with space.md",
                    "",
                    "docs/a.md",
                    text))
            .stream()
            .map(Violation::message)
            .toList();
  }
}
