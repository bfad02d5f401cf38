package io.skipruntime.cluster.log;

import java.util.function.Supplier;

/**
 * A kind of logs, by the scheme of their addresses. {@link java.util.ServiceLoader} finds it: a
 * module that has one names its class in {@code
 * META-INF/services/io.skipruntime.cluster.log.CommitLogProvider}. Thread-safe.
 */
public interface CommitLogProvider {

  /** The scheme of the addresses, such as {@code file}. */
  String scheme();

  /**
   * The log at an address. Nothing is opened yet.
   *
   * @param address the address, with its scheme
   * @return opens the log, each time for another user; throws a {@link
   *     io.skipruntime.SkipException} if that is not possible
   * @throws IllegalArgumentException if the address is none; the message says what one is
   */
  Supplier<CommitLog> at(String address);
}
