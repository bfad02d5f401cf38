package io.skipruntime.json;

/** An exception that says that a text is not a JSON value, and where. */
public final class JsonSyntaxException extends RuntimeException {

  /** The kind of a mistake in a text. */
  public enum Kind {
    /** It does not follow the grammar of JSON. */
    MALFORMED_JSON("malformed-json"),
    /** It is not UTF-8. */
    INVALID_UTF8("invalid-utf8"),
    /** Arrays and objects are nested more than 512 deep. */
    NESTING_TOO_DEEP("nesting-too-deep"),
    /** An object has two members of one name. */
    DUPLICATE_MEMBER("duplicate-member"),
    /** A string holds half of a surrogate pair. */
    LONE_SURROGATE("lone-surrogate"),
    /** A number is beyond the limits of {@link JsonNumber}. */
    NUMBER_OUT_OF_RANGE("number-out-of-range");

    private final String wireName;

    Kind(String wireName) {
      this.wireName = wireName;
    }

    /** The name in problem documents, such as {@code malformed-json}. */
    public String wireName() {
      return wireName;
    }
  }

  private final Kind kind;
  private final int offset;
  private final int line;
  private final int column;
  private final String reason;

  JsonSyntaxException(Kind kind, String reason, byte[] utf8, int offset) {
    this(kind, reason, offset, TextPosition.of(utf8, offset));
  }

  private JsonSyntaxException(Kind kind, String reason, int offset, TextPosition position) {
    super("%s (offset %d, %s)".formatted(reason, offset, position), null, false, false);
    this.kind = kind;
    this.reason = reason;
    this.offset = offset;
    this.line = position.line();
    this.column = position.column();
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }

  /** What is wrong, in words, without the position that the message ends with. */
  public String reason() {
    return reason;
  }

  /** Where, in bytes of UTF-8 from the start of the text. */
  public int offset() {
    return offset;
  }

  /** The line, counted from 1. */
  public int line() {
    return line;
  }

  /** The column in characters (code points), counted from 1. */
  public int column() {
    return column;
  }
}
