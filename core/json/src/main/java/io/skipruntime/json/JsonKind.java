package io.skipruntime.json;

/** The six kinds of JSON value, in canonical order. */
public enum JsonKind {
  /** The value {@code null}. */
  NULL("null"),
  /** {@code false} and {@code true}. */
  BOOLEAN("a boolean"),
  /** Numbers, exact. */
  NUMBER("a number"),
  /** Strings. */
  STRING("a string"),
  /** Arrays. */
  ARRAY("a list"),
  /** Objects. */
  OBJECT("an object");

  private final String text;

  JsonKind(String text) {
    this.text = text;
  }

  /** The kind as it is called in messages, such as {@code a list}. */
  public String describe() {
    return text;
  }
}
