package io.skipruntime.server.stream;

import io.vertx.core.Future;

/**
 * One connection that follows a stream, as those see it that wake all, bound all or end all of
 * them.
 */
interface OpenStream {

  /** Sends what there is, as far as the socket takes it. Called by the connection's event loop. */
  void send();

  /** Whether the socket does not take what there is for it. May be asked by any thread. */
  boolean isLagging();

  /** Ends the connection if it still waits to send the rest of an event. Called by any thread. */
  void cutOff(EncodedEvent waitedFor);

  /** Ends the connection, whatever is still to be sent. Called by any thread. */
  void cutOff();

  /**
   * Ends the stream because the server ends: sends all there is, and then when to come back. Called
   * by any thread.
   *
   * @return completes when the end is sent, which is never if the client does not read
   */
  Future<Void> shutDown(long retryMillis);
}
