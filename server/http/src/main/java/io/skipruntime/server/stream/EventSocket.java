package io.skipruntime.server.stream;

import io.skipruntime.server.host.ServerResponse;
import java.util.function.Consumer;

/**
 * The socket of one event stream: the answer of its request, as events are given to it. Used by the
 * connection's event loop only.
 */
final class EventSocket {

  /** As much as is given to the socket at once. */
  static final int SLICE_BYTES = ServerResponse.SLICE_BYTES;

  private static final byte[] NOTHING = new byte[0];

  private final ServerResponse response;

  EventSocket(ServerResponse response) {
    this.response = response;
  }

  /**
   * Sends the head of the answer and what it begins with.
   *
   * @param drained is run when the socket may not be full any more; must not block
   */
  void open(EncodedEvent beginning, Runnable drained) {
    response.header("Content-Type", "text/event-stream");
    response.header("Cache-Control", "no-store");
    response.header("X-Accel-Buffering", "no");
    response.stream(beginning.bytes(), drained);
  }

  /** Whether there is enough that the socket has not taken. */
  boolean isFull() {
    return response.isFull();
  }

  /** Sends something short. */
  void write(EncodedEvent event) {
    response.write(event.bytes(), 0, event.length());
  }

  /** Sends a part of an event that other sockets may be sent, too. */
  void write(EncodedEvent event, int from, int to) {
    response.writeShared(event.bytes(), from, to);
  }

  /**
   * Ends the answer, unless that has been done.
   *
   * @param sent is run when the end is sent, or the connection has ended
   */
  void end(Runnable sent) {
    if (response.isOpen()) {
      Consumer<Boolean> ended = isTaken -> sent.run();
      response.end(NOTHING, 0, 0, ended);
    } else {
      sent.run();
    }
  }
}
