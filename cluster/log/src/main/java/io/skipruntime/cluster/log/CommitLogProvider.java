package io.skipruntime.cluster.log;

import java.util.ServiceLoader;
import java.util.TreeMap;
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

  /**
   * The address of another log beside one: a directory in its directory, or a topic at its brokers.
   *
   * @param address the address of the one, with its scheme
   * @param name what tells them apart: small letters
   * @throws IllegalArgumentException if the address is none; the message says what one is
   */
  String beside(String address, String name);

  /**
   * The kind of the logs at an address.
   *
   * @throws IllegalArgumentException if there is none on the class path; the message says which
   *     there are
   */
  static CommitLogProvider of(String address) {
    TreeMap<String, CommitLogProvider> known = new TreeMap<>();
    ServiceLoader.load(CommitLogProvider.class).forEach(each -> known.put(each.scheme(), each));
    int colon = address.indexOf(':');
    CommitLogProvider provider = known.get(colon < 0 ? "" : address.substring(0, colon));
    if (provider == null) {
      throw new IllegalArgumentException(
          "the address of a cluster begins with one of " + known.keySet() + " and a colon");
    }
    return provider;
  }
}
