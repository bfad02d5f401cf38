package io.skipruntime.benchmarks;

import java.util.List;

/** A running dataflow of a peer. */
interface Flow extends AutoCloseable {

  /**
   * Writes entries, in one change where the peer has such, and waits for all that comes of them.
   *
   * @return the sum of the keys and values of all results that changed
   */
  long write(List<Write> writes);

  @Override
  void close();
}
