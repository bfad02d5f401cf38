package io.skipruntime.benchmarks.durable;

/** Something that keeps numbers of keys, and says when they are kept. May be used by any thread. */
interface Store extends AutoCloseable {

  /** Keeps a number for each of some keys from {@code first} on; returns when it is kept. */
  void put(long first, int count, long number);

  @Override
  void close();
}
