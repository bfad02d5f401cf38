package io.skipruntime.style.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Sample;
import io.skipruntime.style.project.Violation;
import org.junit.jupiter.api.Test;

class UnfinishedMarksTest {

  @Test
  void findsEveryMark_withItsLine() {
    String text = "fine\n# TO" + "DO: later\nFIX" + "ME\n// X" + "XX\n";
    assertThat(Sample.violations(new UnfinishedMarks(), "run.sh", text))
        .extracting(Violation::message)
        .containsExactly("line 2: TO" + "DO", "line 3: FIX" + "ME", "line 4: X" + "XX");
  }

  @Test
  void acceptsThemWithinWords() {
    assertThat(Sample.violations(new UnfinishedMarks(), "a.md", "TO" + "DOS, X" + "XXL")).isEmpty();
  }
}
