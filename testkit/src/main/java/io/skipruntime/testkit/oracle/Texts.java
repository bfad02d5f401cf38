package io.skipruntime.testkit.oracle;

import java.util.List;
import java.util.Map;

/** How contents are compared and shown: with the classes of values where JSON does not tell. */
final class Texts {

  private Texts() {}

  static String of(Map<Object, List<Object>> contents) {
    StringBuilder text = new StringBuilder();
    contents.forEach((key, values) ->
        text.append(text.isEmpty() ? "" : " ").append(key).append(':').append(values));
    return text.toString();
  }
}
