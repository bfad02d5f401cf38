package io.skipruntime.server.options;

/** The kinds of values that options of a server have. */
public enum OptionKind {
  /** A text, such as a name, a path or a size with its unit. */
  TEXT,
  /** A text that must not be shown. */
  SECRET,
  /** A whole number. */
  WHOLE_NUMBER,
  /** A number that may have decimals. */
  NUMBER,
  /** {@code true} or {@code false}. */
  SWITCH,
  /** Texts separated by commas. */
  LIST
}
