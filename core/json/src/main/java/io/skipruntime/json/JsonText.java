package io.skipruntime.json;

import java.nio.charset.StandardCharsets;

/** JSON text as Java strings, whole or shortened for messages. */
final class JsonText {

  private static final int MAX_SHOWN = 60;

  private JsonText() {}

  static String of(Json json) {
    JsonWriter out = new JsonWriter();
    out.write(json);
    return new String(out.array(), 0, out.size(), StandardCharsets.UTF_8);
  }

  /** A string in quotes, shortened. */
  static String quote(String text) {
    boolean whole = text.length() <= MAX_SHOWN;
    return of(JsonString.wellFormed(whole ? text : shorten(text)));
  }

  /** What a message says was found: a short value itself, otherwise its kind. */
  static String found(Json json) {
    return switch (json) {
      case JsonString string -> quote(string.value());
      case JsonNumber number -> shorten(number.toString());
      case JsonArray array -> array.kind().describe();
      case JsonObject object -> object.kind().describe();
      default -> json.toString();
    };
  }

  static String shorten(String text) {
    if (text.length() <= MAX_SHOWN) {
      return text;
    }
    boolean cutsPair = Character.isHighSurrogate(text.charAt(MAX_SHOWN - 1));
    return text.substring(0, cutsPair ? MAX_SHOWN - 1 : MAX_SHOWN) + "…";
  }

  static IllegalStateException notA(String expected, Json found) {
    return new IllegalStateException("expected " + expected + ", found " + found(found));
  }
}
