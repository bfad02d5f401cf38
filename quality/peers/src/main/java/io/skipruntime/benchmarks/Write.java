package io.skipruntime.benchmarks;

/**
 * An entry that a peer's input gets, in place of the one of its key.
 *
 * @param isOfTarget whether it is an entry that rows refer to, and not of the input or a row
 * @param reference what a row refers to; 0 in other workloads
 */
record Write(boolean isOfTarget, long key, long reference, long value) {

  static Write of(long key, long value) {
    return new Write(false, key, 0, value);
  }
}
