package io.skipruntime.redis;

/**
 * The identifier of a record in a stream: later ones are greater. Immutable.
 *
 * @param millis when the record was added, in milliseconds since 1970, where Redis has made the
 *     identifier; without sign
 * @param sequence which one it is of that millisecond; without sign
 */
record RecordId(long millis, long sequence) implements Comparable<RecordId> {

  /** The identifier before all of records. */
  static final RecordId ZERO = new RecordId(0, 0);

  /**
   * The identifier of a text.
   *
   * @throws IllegalArgumentException if it is none
   */
  static RecordId parse(String text) {
    int dash = text.indexOf('-');
    if (dash < 0) {
      throw new IllegalArgumentException("no identifier of a record");
    }
    return new RecordId(
        Long.parseUnsignedLong(text.substring(0, dash)),
        Long.parseUnsignedLong(text.substring(dash + 1)));
  }

  @Override
  public int compareTo(RecordId other) {
    int order = Long.compareUnsigned(millis, other.millis);
    return order == 0 ? Long.compareUnsigned(sequence, other.sequence) : order;
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(millis) + "-" + Long.toUnsignedString(sequence);
  }
}
