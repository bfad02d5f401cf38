package io.skipruntime.server.spi;

import java.util.List;

/** A protocol that a server listens for. Thread-safe. */
public interface OpenProtocol extends AutoCloseable {

  /** The name of the protocol, such as {@code postgres}. */
  String name();

  /** The port that it listens at. */
  int port();

  /** The numbers that {@code /metrics} has of it. */
  List<ProtocolNumber> numbers();

  /** Cuts all connections, and returns when that is done. */
  @Override
  void close();
}
