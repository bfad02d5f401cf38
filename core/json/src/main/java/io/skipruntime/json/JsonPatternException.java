package io.skipruntime.json;

/** An exception that says that a text is not a pattern, and why. */
public final class JsonPatternException extends RuntimeException {

  JsonPatternException(String reason, String pattern, int offset) {
    super("%s at character %d of %s".formatted(reason, offset + 1, JsonText.quote(pattern)));
  }
}
