package io.skipruntime.sql.expression;

import io.skipruntime.engine.spi.LimitedWork;
import io.skipruntime.json.CanonicalValue;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import io.skipruntime.sql.catalog.SqlException;
import java.util.Collection;
import java.util.List;

/**
 * The bounds of what functions make, so that no expression takes the memory of all: a text of a
 * text of a text grows beyond any size in few steps.
 */
final class Sizes {

  /** How many characters a text has that a function makes, at the most. */
  static final int MOST_CHARACTERS = 10_000_000;

  /** To make a text of so many characters takes a while. */
  private static final int MANY_CHARACTERS = 10_000;

  private static final String TOO_LARGE = "54000";
  private static final String TOO_DEEP = "54001";

  private Sizes() {}

  /**
   * Refuses a text that is too long. Where it is long, the work ends that has taken as long as it
   * may.
   *
   * @throws SqlException if it is
   */
  static void requireShort(long characters) {
    if (characters > MOST_CHARACTERS) {
      throw SqlException.of(TOO_LARGE, "requested length too large");
    }
    if (characters > MANY_CHARACTERS) {
      LimitedWork.check();
    }
  }

  /**
   * Refuses texts that are too long together.
   *
   * @param separator stands between them
   * @throws SqlException if they are
   */
  static void requireShort(List<String> texts, String separator) {
    long characters = (long) separator.length() * texts.size();
    for (String text : texts) {
      characters += text.length();
    }
    requireShort(characters);
  }

  /**
   * A document, unless it is too large when it is written: one that a function makes may have the
   * same part very often.
   *
   * @throws SqlException if it is
   */
  static Json moderate(Json document) {
    if (written(shallow(document), 0) > MANY_CHARACTERS) {
      LimitedWork.check();
    }
    return document;
  }

  /**
   * A document, unless it is nested deeper than a value of a collection may be: readers of answers
   * refuse it, and it takes a stack of its depth to look into it.
   *
   * @throws SqlException if it is
   */
  static Json shallow(Json document) {
    try {
      return (Json) CanonicalValue.of(document);
    } catch (IllegalArgumentException e) {
      throw SqlException.of(TOO_DEEP, "the document is nested too deep");
    }
  }

  /** How many characters there are with those of a document, roughly. */
  private static long written(Json part, long before) {
    long after = before + 1;
    switch (part) {
      case JsonString text -> after += text.value().length();
      case JsonArray array -> after = written(array.elements(), after);
      case JsonObject object -> after = written(object.members().values(), after);
      default -> {
        // a number or the like: short
      }
    }
    if (after > MOST_CHARACTERS) {
      throw SqlException.of(TOO_LARGE, "the document is too large");
    }
    return after;
  }

  private static long written(Collection<Json> parts, long before) {
    long after = before;
    for (Json part : parts) {
      after = written(part, after);
    }
    return after;
  }
}
