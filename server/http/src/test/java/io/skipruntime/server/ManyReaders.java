package io.skipruntime.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Many connections that follow a stream, read by one thread. */
final class ManyReaders implements AutoCloseable {

  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final int CONNECTING = 100;
  private static final int POLL_MILLIS = 100;

  private final Selector selector;
  private final List<Reader> readers = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);

  /** A connection and what it has received. */
  private static final class Reader {
    private final StringBuilder received = new StringBuilder();
    private boolean isCounted;
  }

  ManyReaders() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connects a number of readers; returns when each has received a text. */
  void connect(int port, String path, int count, String text) {
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    try {
      for (int opened = 0; opened < count; opened += CONNECTING) {
        for (int i = opened; i < Math.min(opened + CONNECTING, count); i++) {
          SocketChannel channel =
              SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
          channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
          channel.configureBlocking(false);
          Reader reader = new Reader();
          readers.add(reader);
          channel.register(selector, SelectionKey.OP_READ, reader);
        }
        await(text, readers.size());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads until all have received a text. */
  void awaitAll(String text) {
    try {
      await(text, readers.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Forgets what was received. */
  void forget() {
    for (Reader reader : readers) {
      reader.received.setLength(0);
      reader.isCounted = false;
    }
  }

  private void await(String text, int count) throws IOException {
    long end = System.nanoTime() + TIMEOUT_NANOS;
    long having = readers.stream().filter(reader -> reader.isCounted).count();
    while (having < count) {
      if (System.nanoTime() > end) {
        throw new AssertionError(having + " of " + count + " have received " + text);
      }
      selector.select(POLL_MILLIS);
      for (SelectionKey key : selector.selectedKeys()) {
        having += read(key, text);
      }
      selector.selectedKeys().clear();
    }
  }

  /** Reads what there is; 1 if the text is complete by that. */
  private int read(SelectionKey key, String text) throws IOException {
    Reader reader = (Reader) key.attachment();
    buffer.clear();
    if (((SocketChannel) key.channel()).read(buffer) < 0) {
      throw new AssertionError("a stream has ended: " + reader.received);
    }
    reader.received.append(StandardCharsets.UTF_8.decode(buffer.flip()));
    if (reader.isCounted || reader.received.indexOf(text) < 0) {
      return 0;
    }
    reader.isCounted = true;
    return 1;
  }

  @Override
  public void close() {
    try {
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
