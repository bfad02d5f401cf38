package io.skipruntime.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class FailureTextTest {

  private static final String LONG = "x".repeat(60_000);

  private static String logged(Throwable failure) {
    StringWriter text = new StringWriter();
    FailureText.loggable(failure).printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }

  @Test
  void textThatIsShort_isToldWhole() {
    String most = "x".repeat(FailureText.MOST_CHARACTERS);
    assertThat(FailureText.of(most)).isSameAs(most);
  }

  @Test
  void textThatIsLong_isCut_andSaysHowLongItWas() {
    assertThat(FailureText.of(LONG))
        .isEqualTo("x".repeat(FailureText.MOST_CHARACTERS) + "… (cut, of 60000 characters)");
  }

  @Test
  void textThatWasCutBefore_saysHowLongItWasAtFirst() {
    String again = FailureText.of("users.map(Sum) failed: " + FailureText.of(LONG));
    assertThat(again).endsWith("x… (cut, of 60000 characters)");
    assertThat(again).hasSizeLessThan(FailureText.MOST_CHARACTERS + 50);
    assertThat(again.indexOf('…')).isEqualTo(again.lastIndexOf('…'));
  }

  @Test
  void cut_leavesPairsOfSurrogatesWhole() {
    String cut = FailureText.of("x" + "😀".repeat(FailureText.MOST_CHARACTERS));
    assertThat(cut.codePoints().filter(each -> each == 0x1F600).count())
        .isEqualTo((FailureText.MOST_CHARACTERS - 1) / 2);
    assertThat(JsonString.wellFormed(cut).value()).isEqualTo(cut);
  }

  @Test
  void failureWithShortTexts_isLoggedItself() {
    Throwable failure = new IllegalStateException("outer", new IllegalArgumentException("inner"));
    assertThat(FailureText.loggable(failure)).isSameAs(failure);
  }

  @Test
  void failureWithALongText_isLoggedCut_withItsPlaceAndCauses() {
    IllegalStateException failure =
        new IllegalStateException("outer", new IllegalArgumentException(LONG));
    failure.addSuppressed(new UnsupportedOperationException(LONG));
    assertThat(logged(failure))
        .contains("java.lang.IllegalStateException: outer")
        .contains("Caused by: java.lang.IllegalArgumentException: xxx")
        .contains("Suppressed: java.lang.UnsupportedOperationException: xxx")
        .contains("failureWithALongText_isLoggedCut")
        .hasSizeLessThan(40_000);
  }

  @Test
  void failureThatIsItsOwnCause_isLogged() {
    IllegalStateException first = new IllegalStateException(LONG);
    IllegalStateException second = new IllegalStateException("second", first);
    first.initCause(second);
    assertThat(logged(second)).contains("second").contains("(cut, of ");
  }

  @Test
  void problem_hasAShortDetail() {
    assertThat(new Problem("/0", Problem.Kind.INVALID, LONG).detail())
        .endsWith("(cut, of 60000 characters)");
  }
}
