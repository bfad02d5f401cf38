package io.skipruntime.server.connection;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;

/**
 * Ends connections of HTTP/2 whose client keeps the server busy with frames that are no requests:
 * more than {@value #MOST_FRAMES} pings and settings in a window of {@value #WINDOW_MILLIS} ms.
 * Streams that are reset at once, empty frames, small continuations and answers that nobody reads
 * are limited by Netty. Used by the connection's event loop.
 */
public final class FloodGuard {

  private static final int MOST_FRAMES = 200;
  private static final long WINDOW_MILLIS = 30_000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final HttpConnection connection;
  private long windowStart = System.nanoTime();
  private int frames;

  private FloodGuard(HttpConnection connection) {
    this.connection = connection;
  }

  /** Guards a connection that has just been made. */
  public static void watch(HttpConnection connection) {
    if (connection.protocolVersion() == HttpVersion.HTTP_2) {
      FloodGuard guard = new FloodGuard(connection);
      connection.pingHandler(ping -> guard.count());
      connection.remoteSettingsHandler(settings -> guard.count());
    }
  }

  private void count() {
    long now = System.nanoTime();
    if (now - windowStart > WINDOW_MILLIS * NANOS_PER_MILLI) {
      windowStart = now;
      frames = 0;
    }
    frames++;
    if (frames == MOST_FRAMES + 1) {
      connection.close();
    }
  }
}
