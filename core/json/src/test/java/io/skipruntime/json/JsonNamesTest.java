package io.skipruntime.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonNamesTest {

  @Test
  void object_isThatOfAMap_whateverTheOrderOfItsNames() {
    Random random = new Random(1);
    List<String> names = new ArrayList<>(List.of("", "a", "B", "é", "\uFFFD", "😀", "a b", "10"));
    for (int run = 0; run < 100; run++) {
      Collections.shuffle(names, random);
      List<String> some = names.subList(0, random.nextInt(names.size() + 1));
      Map<String, Json> members = new HashMap<>();
      Json[] values = new Json[some.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextBoolean() ? Json.NULL : Json.of(random.nextInt(10));
        members.put(some.get(i), values[i]);
      }
      JsonObject object = JsonNames.of(some).object(values);
      assertThat(object)
          .isEqualTo(Json.object(members))
          .hasToString(Json.object(members).toString());
      assertThat(object.names()).isEqualTo(Json.object(members).names());
    }
  }

  @Test
  void names_areRefused_whenOneIsThereTwiceOrIsNoText() {
    assertThatThrownBy(() -> JsonNames.of(List.of("a", "b", "a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a is there twice");
    assertThatThrownBy(() -> JsonNames.of(List.of("\uD800")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void object_isRefused_whenAValueIsMissing() {
    assertThatThrownBy(() -> JsonNames.of(List.of("a", "b")).object(Json.NULL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 values for 2 names");
  }
}
