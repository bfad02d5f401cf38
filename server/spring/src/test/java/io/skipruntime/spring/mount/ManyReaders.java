package io.skipruntime.spring.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Clients of the resource {@code texts}, of which one thread reads all. */
final class ManyReaders implements AutoCloseable {

  private static final String REQUEST =
      "GET /skip/v1/resources/texts HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final int KEPT = 64;

  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

  /** The end of what a client has read. */
  private static final class Tail {
    private String text = "";
    private boolean hasSeen;
  }

  ManyReaders(int port, int count) throws IOException {
    byte[] request = REQUEST.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < count; i++) {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.write(ByteBuffer.wrap(request));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, new Tail());
    }
  }

  /** Reads until all have read a text; each is forgotten then. */
  void awaitAll(String wanted, Duration patience) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    int seen = 0;
    while (seen < selector.keys().size()) {
      assertThat(System.nanoTime() - end)
          .as("%d of %d have read %s", seen, selector.keys().size(), wanted)
          .isNegative();
      selector.select(100);
      for (SelectionKey key : selector.selectedKeys()) {
        seen += read(key, wanted) ? 1 : 0;
      }
      selector.selectedKeys().clear();
    }
    selector.keys().forEach(key -> ((Tail) key.attachment()).hasSeen = false);
  }

  /** Whether a client has read the text now for the first time. */
  private boolean read(SelectionKey key, String wanted) throws IOException {
    Tail tail = (Tail) key.attachment();
    int length = ((SocketChannel) key.channel()).read(buffer.clear());
    assertThat(length).as("a stream has ended").isNotNegative();
    String all = tail.text + new String(buffer.array(), 0, length, StandardCharsets.UTF_8);
    boolean isFound = !tail.hasSeen && all.contains(wanted);
    tail.hasSeen |= isFound;
    tail.text = isFound ? "" : all.substring(Math.max(0, all.length() - KEPT));
    return isFound;
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
