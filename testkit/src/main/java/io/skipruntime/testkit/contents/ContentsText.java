package io.skipruntime.testkit.contents;

import java.util.List;
import java.util.Map;

/**
 * The text of contents, by which they are compared and shown: with the classes of values where JSON
 * does not tell.
 */
public final class ContentsText {

  private ContentsText() {}

  /** Contents in the given order, values as they show themselves. */
  public static String of(Map<Object, List<Object>> contents) {
    StringBuilder text = new StringBuilder();
    contents.forEach((key, values) ->
        text.append(text.isEmpty() ? "" : " ").append(key).append(':').append(values));
    return text.toString();
  }
}
