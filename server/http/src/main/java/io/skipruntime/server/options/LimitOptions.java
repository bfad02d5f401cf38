package io.skipruntime.server.options;

import java.util.Set;
import java.util.function.Consumer;

/**
 * How much clients may ask of a server, and how long they may take. Immutable: {@code with…} gives
 * options of which one is different. How many streams and instances there may be is said by {@link
 * io.skipruntime.engine.EngineOptions}, and how long a client may read nothing by {@link
 * ServerOptions#writeStallMillis}.
 */
public final class LimitOptions {

  private static final int LEAST_HEADER_BYTES = 1024;
  private static final long MAX_BYTES = 1 << 30;
  private static final int MAX_DEPTH = 512;

  /** Not changed once it is here. */
  private final Values values;

  private LimitOptions(Values values) {
    this.values = values;
  }

  /** What each limit is unless it is changed. */
  public static LimitOptions defaults() {
    return new LimitOptions(new Values());
  }

  private LimitOptions changed(Consumer<Values> change) {
    Values copy = new Values(values);
    change.accept(copy);
    return new LimitOptions(copy);
  }

  private static long between(long least, long most, String name, long value) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be from " + least + " to " + most + ": " + value);
    }
    return value;
  }

  private static int positive(String name, int value) {
    return (int) between(1, Integer.MAX_VALUE, name, value);
  }

  private static long millis(String name, long value) {
    return between(1, Integer.MAX_VALUE, name, value);
  }

  /**
   * How long a body may be, in bytes: from 1 to 1 GiB; by default 16 MiB. A longer one is a 413.
   */
  public int maxBodyBytes() {
    return values.maxBodyBytes;
  }

  /** With another {@link #maxBodyBytes}. */
  public LimitOptions withMaxBodyBytes(long bytes) {
    return changed(copy -> copy.maxBodyBytes = (int) between(1, MAX_BYTES, "maxBodyBytes", bytes));
  }

  /**
   * How long the headers of a request may be together, and its first line, in bytes: from 1 KiB to
   * 1 GiB; by default 16 KiB. Longer ones are a 431 or 414.
   */
  public int maxHeaderBytes() {
    return values.maxHeaderBytes;
  }

  /** With another {@link #maxHeaderBytes}. */
  public LimitOptions withMaxHeaderBytes(long bytes) {
    return changed(copy ->
        copy.maxHeaderBytes =
            (int) between(LEAST_HEADER_BYTES, MAX_BYTES, "maxHeaderBytes", bytes));
  }

  /**
   * How deep arrays and objects may be nested in JSON that a client sends: from 1 to 512, which is
   * the default. What is deeper is a 400.
   */
  public int maxDepth() {
    return values.maxDepth;
  }

  /** With another {@link #maxDepth}. */
  public LimitOptions withMaxDepth(int depth) {
    return changed(copy -> copy.maxDepth = (int) between(1, MAX_DEPTH, "maxDepth", depth));
  }

  /**
   * How many entries one write may have, to all its collections together: at least 1; by default a
   * million. More are a 413.
   */
  public int maxEntries() {
    return values.maxEntries;
  }

  /** With another {@link #maxEntries}. */
  public LimitOptions withMaxEntries(int count) {
    return changed(copy -> copy.maxEntries = positive("maxEntries", count));
  }

  /**
   * How many connections both listeners together may have: at least 1; by default 200,000. The next
   * one gets a 503 and ends.
   */
  public int maxConnections() {
    return values.maxConnections;
  }

  /** With another {@link #maxConnections}. */
  public LimitOptions withMaxConnections(int count) {
    return changed(copy -> copy.maxConnections = positive("maxConnections", count));
  }

  /**
   * How many connections one address may have, unless it is one of {@link #proxyAddresses}: at
   * least 1; by default 1,000. The next one gets a 429 and ends.
   */
  public int maxConnectionsPerAddress() {
    return values.maxConnectionsPerAddress;
  }

  /** With another {@link #maxConnectionsPerAddress}. */
  public LimitOptions withMaxConnectionsPerAddress(int count) {
    return changed(
        copy -> copy.maxConnectionsPerAddress = positive("maxConnectionsPerAddress", count));
  }

  /**
   * The IP addresses of proxies, whose connections are those of many clients; by default those of
   * this machine, 127.0.0.1 and ::1.
   */
  public Set<String> proxyAddresses() {
    return values.proxyAddresses;
  }

  /** With other {@link #proxyAddresses}. */
  public LimitOptions withProxyAddresses(Set<String> addresses) {
    return changed(copy -> copy.proxyAddresses = Set.copyOf(addresses));
  }

  /**
   * How long the head of a request may take from its first byte on, and a TLS handshake: at least
   * 1; by default 10 seconds. After that the connection ends, with a 408 if it is one of HTTP/1.
   */
  public long headerMillis() {
    return values.headerMillis;
  }

  /** With another {@link #headerMillis}. */
  public LimitOptions withHeaderMillis(long millis) {
    return changed(copy -> copy.headerMillis = millis("headerMillis", millis));
  }

  /** How long a body may take: at least 1; by default 30 seconds. A slower one is a 408. */
  public long bodyMillis() {
    return values.bodyMillis;
  }

  /** With another {@link #bodyMillis}. */
  public LimitOptions withBodyMillis(long millis) {
    return changed(copy -> copy.bodyMillis = millis("bodyMillis", millis));
  }

  /**
   * How long a connection is kept on which there is no request: at least 1; by default 60 seconds.
   */
  public long keepAliveMillis() {
    return values.keepAliveMillis;
  }

  /** With another {@link #keepAliveMillis}. */
  public LimitOptions withKeepAliveMillis(long millis) {
    return changed(copy -> copy.keepAliveMillis = millis("keepAliveMillis", millis));
  }

  /** The values of all options; only a copy that nothing else has yet is changed. */
  private static final class Values {

    private int maxBodyBytes = 16 << 20;
    private int maxHeaderBytes = 16 << 10;
    private int maxDepth = MAX_DEPTH;
    private int maxEntries = 1_000_000;
    private int maxConnections = 200_000;
    private int maxConnectionsPerAddress = 1_000;
    private Set<String> proxyAddresses = Set.of("127.0.0.1", "::1");
    private long headerMillis = 10_000;
    private long bodyMillis = 30_000;
    private long keepAliveMillis = 60_000;

    Values() {}

    Values(Values other) {
      maxBodyBytes = other.maxBodyBytes;
      maxHeaderBytes = other.maxHeaderBytes;
      maxDepth = other.maxDepth;
      maxEntries = other.maxEntries;
      maxConnections = other.maxConnections;
      maxConnectionsPerAddress = other.maxConnectionsPerAddress;
      proxyAddresses = other.proxyAddresses;
      headerMillis = other.headerMillis;
      bodyMillis = other.bodyMillis;
      keepAliveMillis = other.keepAliveMillis;
    }
  }
}
