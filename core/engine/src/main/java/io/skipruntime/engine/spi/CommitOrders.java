package io.skipruntime.engine.spi;

import java.util.Optional;

/**
 * The orders of commits that a program can take part in, by their addresses. {@link
 * java.util.ServiceLoader} finds it: a module that has one names its class in {@code
 * META-INF/services/io.skipruntime.engine.spi.CommitOrders}. Thread-safe.
 */
public interface CommitOrders {

  /**
   * The order at an address.
   *
   * @param address such as {@code file:DIRECTORY}
   * @param programVersion the author's word for what the program is; nodes with equal words compute
   *     the same
   * @throws IllegalArgumentException if there is none; the message says what an address is
   */
  CommitOrderProvider at(String address, Optional<String> programVersion);

  /**
   * The order at an address, whose shards compute what services share: {@link
   * CommitOrderProvider#isComputedElsewhere} is true.
   *
   * @param address such as {@code file:DIRECTORY}
   * @param programVersion the author's word for what the program is
   * @throws IllegalArgumentException if there is none; the message says what an address is
   */
  CommitOrderProvider ofShards(String address, Optional<String> programVersion);
}
