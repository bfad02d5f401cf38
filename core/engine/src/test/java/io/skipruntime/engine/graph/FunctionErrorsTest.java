package io.skipruntime.engine.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FunctionErrorsTest {

  private static StackTraceElement[] stack(String... innermostFirst) {
    StackTraceElement[] frames = new StackTraceElement[innermostFirst.length];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = new StackTraceElement(innermostFirst[i], "method", "File.java", 1);
    }
    return frames;
  }

  private static OutOfMemoryError outOfMemory(String message, String... innermostFirst) {
    OutOfMemoryError error = new OutOfMemoryError(message);
    error.setStackTrace(stack(innermostFirst));
    return error;
  }

  @Test
  void allocationOfTheAuthor_isTheFunctions() {
    for (String message :
        new String[] {"Java heap space", "Requested array size exceeds VM limit"}) {
      assertThat(
              FunctionErrors.isOfFunction(
                  outOfMemory(
                      message,
                      "java.util.Arrays",
                      "org.example.Auction",
                      "io.skipruntime.engine.operator.BoundMapper")))
          .isTrue();
    }
    assertThat(FunctionErrors.isOfFunction(new StackOverflowError())).isTrue();
  }

  @Test
  void allocationOfTheEngine_isNot_thoughTheAuthorCalledIt() {
    assertThat(
            FunctionErrors.isOfFunction(
                outOfMemory(
                    "Java heap space",
                    "java.util.Arrays",
                    "io.skipruntime.engine.operator.EmissionBuffer",
                    "org.example.Auction",
                    "io.skipruntime.engine.operator.BoundMapper")))
        .isFalse();
  }

  @Test
  void errorWithoutAStack_andThoseOfOtherMemory_areNot() {
    assertThat(FunctionErrors.isOfFunction(outOfMemory("Java heap space"))).isFalse();
    assertThat(FunctionErrors.isOfFunction(outOfMemory("Metaspace", "org.example.Auction")))
        .isFalse();
    assertThat(FunctionErrors.isOfFunction(new InternalError())).isFalse();
  }
}
