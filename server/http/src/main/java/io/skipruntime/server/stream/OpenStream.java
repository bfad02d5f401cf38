package io.skipruntime.server.stream;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One connection that follows streams, as those see it that count, bound or end all of them. */
interface OpenStream {

  /** How many streams the connection follows. May be asked by any thread. */
  int size();

  /** Whether the socket does not take what there is for it. May be asked by any thread. */
  boolean isLagging();

  /**
   * What the connection follows, and how far it is. May be asked by any thread.
   *
   * @return completes when its event loop has looked
   */
  CompletableFuture<ConnectionDescription> describe();

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
  CompletableFuture<@Nullable Void> shutDown(long retryMillis);
}
