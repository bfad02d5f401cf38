package io.skipruntime.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Reads an event stream a little at a time. */
final class SlowReader implements AutoCloseable {

  private static final int RECEIVE_BYTES = 16 << 10;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Socket socket = new Socket();

  SlowReader(int port, String path) {
    try {
      socket.setReceiveBufferSize(RECEIVE_BYTES);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads for a time, with pauses; how many bytes that were. */
  long readFor(long millis) {
    try {
      InputStream in = socket.getInputStream();
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      long count = 0;
      while (System.nanoTime() < end) {
        int read = in.readNBytes(RECEIVE_BYTES).length;
        if (read < RECEIVE_BYTES) {
          throw new AssertionError("the stream has ended after " + (count + read) + " bytes");
        }
        count += read;
        LockSupport.parkNanos(PAUSE_NANOS); // this is how slow it is, nothing is waited for
      }
      return count;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
