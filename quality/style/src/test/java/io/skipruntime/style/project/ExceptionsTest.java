package io.skipruntime.style.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExceptionsTest {

  private static final Violation A = new Violation("a/A.java", "801 lines");
  private static final Violation B = new Violation("b/B.java", "900 lines");

  @Test
  void letWhatTheyNamePass_andNothingElse() {
    Exceptions exceptions = Exceptions.parse("# a comment\n\na/A.java: generated\n");
    assertThat(exceptions.remaining(List.of(A, B))).containsExactly(B);
  }

  @Test
  void mayOnlyShrink_soThatANeedlessOneFails() {
    Exceptions exceptions = Exceptions.parse("a/A.java: generated");
    assertThat(exceptions.remaining(List.of()))
        .containsExactly(new Violation("a/A.java", "the exception is no longer needed: remove it"));
  }

  @Test
  void needAReason() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Exceptions.parse("a/A.java"))
        .withMessageContaining("needs a reason");
  }
}
