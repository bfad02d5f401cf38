package io.skipruntime.json;

import io.skipruntime.json.JsonSyntaxException.Kind;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * A reader of one JSON value from UTF-8. Every byte sequence gives a value or a {@link
 * JsonSyntaxException}.
 *
 * <p>Jackson supplies the tokens. What it is lenient about is checked here: UTF-8 in full, before
 * anything else; lone surrogates; duplicate names, by sorting the members of an object when it
 * ends. The place of a duplicate is then found by a second pass that keeps track of names.
 *
 * <p>Jackson has a hash table of the names it has met. Where names were made to collide there, it
 * gives up, and the text is read again without the table.
 *
 * <p>A short text is given to {@link PlainJson} first, since to begin with Jackson costs more than
 * to read it.
 */
final class JsonReader {

  private static final int MAX_DEPTH = JsonDepth.MAX_READ;
  private static final int DETECTED_BYTES = 4;

  /** Of a longer text it costs less to begin, and more to begin twice. */
  private static final int MOST_PLAIN_BYTES = 1 << 12;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH + 1)
                  .maxNumberLength(JsonNumber.MAX_DIGITS + 100)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .enable(TokenStreamFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .build();

  private static final JsonFactory FACTORY_WITHOUT_TABLE =
      FACTORY.rebuild().disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES).build();

  private static final String TABLE_OVERFLOW = "Spill-over slots in symbol table";

  private final byte[] utf8;
  private final int maxDepth;
  private final JsonFactory factory;
  private final JsonParser parser;

  private JsonReader(byte[] utf8, int maxDepth, JsonFactory factory, JsonParser parser) {
    this.utf8 = utf8;
    this.maxDepth = maxDepth;
    this.factory = factory;
    this.parser = parser;
  }

  static Json read(String text) {
    int lone = Utf8.firstLoneSurrogate(text);
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (lone >= 0) {
      int offset = text.substring(0, lone).getBytes(StandardCharsets.UTF_8).length;
      throw new JsonSyntaxException(Kind.LONE_SURROGATE, "a lone surrogate", utf8, offset);
    }
    return read(utf8, MAX_DEPTH);
  }

  static Json read(byte[] utf8, int maxDepth) {
    if (maxDepth < 0 || maxDepth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "maxDepth must be from 0 to " + MAX_DEPTH + ": " + maxDepth);
    }
    Json plain = utf8.length <= MOST_PLAIN_BYTES ? PlainJson.read(utf8, maxDepth) : null;
    return plain == null ? readAny(utf8, maxDepth) : plain;
  }

  /** As {@link #read(byte[], int)}, in the way of texts that {@link PlainJson} does not read. */
  static Json readAny(byte[] utf8, int maxDepth) {
    checkEncoding(utf8);
    return read(utf8, maxDepth, FACTORY);
  }

  /** As {@link #read(byte[], int)}, in the way of texts whose names collide. */
  static Json readWithoutTable(byte[] utf8) {
    return read(utf8, MAX_DEPTH, FACTORY_WITHOUT_TABLE);
  }

  private static Json read(byte[] utf8, int maxDepth, JsonFactory factory) {
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), utf8)) {
      return new JsonReader(utf8, maxDepth, factory, parser).document();
    } catch (StreamConstraintsException e) {
      if (reason(e).startsWith(TABLE_OVERFLOW)) {
        return read(utf8, maxDepth, FACTORY_WITHOUT_TABLE);
      }
      String reason = "a number of more than " + JsonNumber.MAX_DIGITS + " digits";
      throw failure(Kind.NUMBER_OUT_OF_RANGE, reason, utf8, e.getLocation());
    } catch (JacksonException e) {
      String reason = reason(e);
      Kind kind = isLoneSurrogate(reason) ? Kind.LONE_SURROGATE : Kind.MALFORMED_JSON;
      throw failure(kind, reason, utf8, e.getLocation());
    }
  }

  /** Rejects what is not UTF-8, and what the tokenizer would take for UTF-16 or UTF-32. */
  private static void checkEncoding(byte[] utf8) {
    Utf8.requireValid(utf8);
    for (int i = 0; i < Math.min(DETECTED_BYTES, utf8.length); i++) {
      if (utf8[i] == 0) {
        throw new JsonSyntaxException(Kind.MALFORMED_JSON, "unexpected NUL byte", utf8, i);
      }
    }
  }

  private Json document() {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw new JsonSyntaxException(
          Kind.MALFORMED_JSON, "expected a JSON value, found nothing", utf8, utf8.length);
    }
    Json value = value(first, 0);
    if (parser.nextToken() != null) {
      throw failure(Kind.MALFORMED_JSON, "unexpected content after the value");
    }
    return value;
  }

  private Json value(JsonToken token, int depth) {
    return switch (token) {
      case START_ARRAY -> array(deeper(depth));
      case START_OBJECT -> object(deeper(depth));
      case VALUE_STRING -> string(parser.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(token);
      case VALUE_TRUE -> Json.of(true);
      case VALUE_FALSE -> Json.of(false);
      case VALUE_NULL -> Json.NULL;
      default -> throw failure(Kind.MALFORMED_JSON, "unexpected " + token);
    };
  }

  private int deeper(int depth) {
    if (depth == maxDepth) {
      String reason = "arrays and objects nested more than " + maxDepth + " deep";
      throw failure(Kind.NESTING_TOO_DEEP, reason);
    }
    return depth + 1;
  }

  private Json array(int depth) {
    List<Json> elements = new ArrayList<>();
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      elements.add(value(t, depth));
    }
    return new JsonArray(elements);
  }

  private Json object(int depth) {
    List<Member> members = new ArrayList<>();
    boolean ascending = true;
    String previous = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = checked(parser.currentName());
      ascending &= previous == null || CodePointOrder.compare(previous, name) < 0;
      previous = name;
      members.add(new Member(name, value(parser.nextToken(), depth)));
    }
    if (!ascending) {
      members.sort((a, b) -> CodePointOrder.compare(a.name(), b.name()));
    }
    String[] names = new String[members.size()];
    Json[] values = new Json[names.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = members.get(i).name();
      values[i] = members.get(i).value();
      if (!ascending && i > 0 && names[i].equals(names[i - 1])) {
        throw duplicate(names[i]);
      }
    }
    return JsonObject.sorted(names, values);
  }

  private record Member(String name, Json value) {}

  private Json number(JsonToken token) {
    if (token == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return Json.of(parser.getLongValue());
    }
    try {
      BigDecimal value = new BigDecimal(parser.getString());
      boolean isNegativeZero = value.signum() == 0 && parser.getString().charAt(0) == '-';
      return isNegativeZero ? Json.of(0) : Json.of(value);
    } catch (NumberFormatException e) {
      throw failure(Kind.NUMBER_OUT_OF_RANGE, "a number with a very large exponent");
    } catch (IllegalArgumentException e) {
      throw failure(Kind.NUMBER_OUT_OF_RANGE, String.valueOf(e.getMessage()));
    }
  }

  private JsonString string(String text) {
    try {
      return new JsonString(text);
    } catch (IllegalArgumentException e) {
      throw loneSurrogate();
    }
  }

  private String checked(String name) {
    if (Utf8.firstLoneSurrogate(name) >= 0) {
      throw loneSurrogate();
    }
    return name;
  }

  private JsonSyntaxException loneSurrogate() {
    return failure(Kind.LONE_SURROGATE, "a string with a lone surrogate");
  }

  private JsonSyntaxException duplicate(String name) {
    String reason = "two members of the name " + JsonText.quote(name);
    Deque<Set<String>> open = new ArrayDeque<>();
    try (JsonParser again = factory.createParser(ObjectReadContext.empty(), utf8)) {
      for (JsonToken t = again.nextToken(); t != null; t = again.nextToken()) {
        if (t == JsonToken.START_OBJECT) {
          open.push(new HashSet<>());
        } else if (t == JsonToken.END_OBJECT) {
          open.pop();
        } else if (t == JsonToken.PROPERTY_NAME && !open.element().add(again.currentName())) {
          return failure(Kind.DUPLICATE_MEMBER, reason, utf8, again.currentTokenLocation());
        }
      }
    }
    return failure(Kind.DUPLICATE_MEMBER, reason);
  }

  private JsonSyntaxException failure(Kind kind, String reason) {
    return failure(kind, reason, utf8, parser.currentTokenLocation());
  }

  private static JsonSyntaxException failure(
      Kind kind, String reason, byte[] utf8, @Nullable TokenStreamLocation location) {
    long offset = location == null ? utf8.length : byteOffset(utf8, location);
    return new JsonSyntaxException(
        kind, reason, utf8, Math.toIntExact(Math.clamp(offset, 0, (long) utf8.length)));
  }

  /** The offset of a place, of which the tokenizer without a table counts the characters. */
  private static long byteOffset(byte[] utf8, TokenStreamLocation location) {
    if (location.getByteOffset() >= 0) {
      return location.getByteOffset();
    }
    String text = new String(utf8, StandardCharsets.UTF_8);
    int characters = (int) Math.clamp(location.getCharOffset(), 0L, (long) text.length());
    return text.substring(0, characters).getBytes(StandardCharsets.UTF_8).length;
  }

  /** The tokenizer's message without the references to its source that some have in brackets. */
  private static String reason(JacksonException e) {
    String message = String.valueOf(e.getOriginalMessage());
    int bracket = message.indexOf(" (start marker at ");
    return bracket < 0 ? message : message.substring(0, bracket);
  }

  /** True for the tokenizer's messages about member names, which it checks itself. */
  private static boolean isLoneSurrogate(String reason) {
    return reason.startsWith("Broken surrogate pair")
        || reason.startsWith("Unexpected low surrogate");
  }
}
