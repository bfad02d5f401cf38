package io.skipruntime.server.stream;

/** A stream that is woken when there may be something new to send of it. */
@FunctionalInterface
interface Wakeable {

  /** Sends what is new, as far as the socket takes it. Called by the connection's event loop. */
  void send();
}
