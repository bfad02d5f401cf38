package io.skipruntime.benchmarks.postgres;

import io.skipruntime.benchmarks.measure.Arrivals;

/** A reader of a database's changes, which notes the rows that it sees in {@link Arrivals}. */
interface Follower extends AutoCloseable {

  /** What it has seen. */
  Arrivals arrivals();

  /** Ends its connections and threads. */
  @Override
  void close();
}
