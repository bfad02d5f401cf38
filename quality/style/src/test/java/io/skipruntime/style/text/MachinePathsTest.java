package io.skipruntime.style.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Sample;
import io.skipruntime.style.project.Violation;
import org.junit.jupiter.api.Test;

class MachinePathsTest {

  @Test
  void findsPathsOfAMachine() {
    String text = "cd /" + "home/jane\njava=/" + "usr/lib/jvm/some-jdk/bin\n\"/" + "work/x\"";
    assertThat(Sample.violations(new MachinePaths(), "run.sh", text))
        .extracting(Violation::message)
        .containsExactly(
            "line 1: /" + "home/jane",
            "line 2: /" + "usr/lib/jvm/some-jdk",
            "line 3: /" + "work/x");
  }

  @Test
  void acceptsPathsThatOnlyContainSuchWords() {
    assertThat(Sample.violations(new MachinePaths(), "a.md", "docs/home/x, ../home/x, /homes/x"))
        .isEmpty();
  }
}
