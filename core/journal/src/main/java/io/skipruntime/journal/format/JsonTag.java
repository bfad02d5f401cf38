package io.skipruntime.journal.format;

/**
 * The first byte of a JSON value: what it is, and for small numbers and short texts how much.
 *
 * <ul>
 *   <li>{@code 0x40 + n}: the whole number n, from 0 to 63
 *   <li>{@code 0x80 + n}: a text of n bytes of UTF-8, from 0 to 63
 *   <li>all others as the constants say; those that are not named are no values
 * </ul>
 */
final class JsonTag {

  static final int NULL = 0;
  static final int FALSE = 1;
  static final int TRUE = 2;

  /** A whole number of 64 bits follows, as signed varint. */
  static final int WHOLE = 3;

  /** The decimal text of any other number follows: it is exact, and no format is simpler. */
  static final int DECIMAL = 4;

  /** The size and bytes of a text in UTF-8 follow. */
  static final int TEXT = 5;

  /** The number of UTF-16 units and these follow: a text that UTF-8 cannot hold. */
  static final int UNITS = 6;

  /** The number of elements and these follow. */
  static final int ARRAY = 7;

  /**
   * The number of members, their names, and their values follow. The names are the next shape of
   * the record or block.
   */
  static final int NEW_SHAPE = 8;

  /** The number of a shape, counted from 0, and the values of its members follow. */
  static final int SHAPE = 9;

  static final int SMALL_WHOLE = 0x40;
  static final int SHORT_TEXT = 0x80;
  static final int SMALL_BOUND = 0x40;

  /** How deep arrays and objects may be nested: more than any value from outside is. */
  static final int MAX_DEPTH = 1_024;

  private JsonTag() {}
}
