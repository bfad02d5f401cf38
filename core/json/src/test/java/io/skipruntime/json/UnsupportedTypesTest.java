package io.skipruntime.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UnsupportedTypesTest {

  record User(StringBuilder name, List<BitSet> dates, Map<Object, Inner> inner, Thread numbers) {}

  record Inner(@Nullable Json json, Optional<Json> other, char letter) {}

  sealed interface Tagged {}

  record Clash(String type) implements Tagged {}

  sealed interface Mixed {}

  record Fine() implements Mixed {}

  record NotARecord() {}

  static final class Other implements Mixed {}

  record Endless<T>(Optional<Endless<List<T>>> next) {}

  private static List<String> problems(Codec<?> unused) {
    throw new AssertionError("supported: " + unused);
  }

  private static List<String> problems(Class<?> type) {
    return catchThrowableOfType(UnsupportedTypeException.class, () -> problems(Codecs.of(type)))
        .problems();
  }

  @Test
  void of_namesEveryUnsupportedPart() {
    assertThat(problems(User.class).stream().map(each -> each.replaceFirst("(;.*)", "")).toList())
        .containsExactly(
            "User.name: java.lang.StringBuilder is not supported",
            "User.dates[]: java.util.BitSet is not supported",
            "User.inner (key): java.lang.Object is not supported",
            "Inner.json: a Json that may be absent is ambiguous, since it can be null itself",
            "Inner.other: a Json that may be absent is ambiguous, since it can be null itself",
            "Inner.letter: char is not supported",
            "User.numbers: java.lang.Thread is not supported");
  }

  @Test
  void of_rejectsWhatCannotBeToldApart() {
    assertThat(problems(Clash.class))
        .hasSize(1)
        .first()
        .asString()
        .contains("clashes with the tag");
    assertThat(problems(Mixed.class)).hasSize(1).first().asString().contains("Other");
  }

  @Test
  void of_rejectsMissingTypeArguments_andEndlessTypes() {
    assertThat(problems(List.class)).containsExactly("List: java.util.List needs type arguments");
    assertThatThrownBy(() -> Codecs.of(new TypeReference<Endless<Long>>() {}))
        .isInstanceOf(UnsupportedTypeException.class)
        .hasMessageContaining("nested more than");
    assertThat(problems(Object.class)).hasSize(1);
    assertThat(problems(void.class)).hasSize(1);
    assertThat(problems(long[].class))
        .first()
        .asString()
        .startsWith("long[]: long[] is not supported");
    assertThatThrownBy(() -> Codecs.of(new TypeReference<Set<? super Long>>() {}))
        .isInstanceOf(UnsupportedTypeException.class);
  }

  @Test
  void of_takesAWildcardForItsBound() {
    assertThat(Codecs.of(new TypeReference<List<? extends Long>>() {}).describe())
        .isEqualTo("list of whole numbers");
  }
}
