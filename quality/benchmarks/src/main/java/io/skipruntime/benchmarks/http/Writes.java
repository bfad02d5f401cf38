package io.skipruntime.benchmarks.http;

/** A series of writes that change something each, to one key after the other. */
final class Writes {

  private static final String PATH = "/v1/inputs/input";
  private static final long FIRST_VALUE = 1_000_000;

  private long value = FIRST_VALUE;
  private long key;

  /** One key after the other, and the first after the last. */
  long nextKey() {
    key = (key + 1) % Increments.SIZE;
    return key;
  }

  /** A value that has not been written before. */
  long nextValue() {
    return value++;
  }

  /** A write to the next key. */
  byte[] next() {
    return to(nextKey(), nextValue());
  }

  /** A write of the given entry. */
  static byte[] to(long key, long value) {
    return ClientConnection.request("PATCH", PATH, body(key, value));
  }

  static String body(long key, long value) {
    return "[[" + key + ",[" + value + "]]]";
  }
}
