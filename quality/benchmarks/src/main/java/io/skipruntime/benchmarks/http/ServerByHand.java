package io.skipruntime.benchmarks.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * The server of W6 as an expert would write it who needs nothing else: one thread, one selector, no
 * more of HTTP than the requests that are sent.
 */
final class ServerByHand implements AutoCloseable {

  private static final int BACKLOG = 4096;

  private final Selector selector;
  private final ServerSocketChannel control;
  private final ServerSocketChannel streaming;
  private final IncrementsByHand contents;

  private ServerByHand(int size) throws IOException {
    selector = Selector.open();
    control = listening();
    streaming = listening();
    contents = new IncrementsByHand(size);
  }

  static ServerByHand start(int size) throws IOException {
    ServerByHand server = new ServerByHand(size);
    Thread thread = new Thread(server::run, "server-by-hand");
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  private ServerSocketChannel listening() throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_ACCEPT);
    return channel;
  }

  int controlPort() {
    return control.socket().getLocalPort();
  }

  int streamingPort() {
    return streaming.socket().getLocalPort();
  }

  private void run() {
    try {
      while (selector.isOpen()) {
        selector.select(this::serve);
      }
    } catch (IOException e) {
      throw new IllegalStateException("selecting failed", e);
    } catch (ClosedSelectorException e) {
      // closed meanwhile: that is the end
    }
  }

  private void serve(SelectionKey key) {
    if (key.isAcceptable()) {
      accept((ServerSocketChannel) key.channel());
      return;
    }
    ConnectionByHand connection = (ConnectionByHand) key.attachment();
    try {
      if (key.isReadable()) {
        connection.read();
      }
      if (key.isValid() && key.isWritable()) {
        connection.writeOn();
      }
    } catch (IOException e) {
      connection.close();
    }
  }

  private void accept(ServerSocketChannel listener) {
    try {
      SocketChannel channel = listener.accept();
      if (channel != null) {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        key.attach(new ConnectionByHand(channel, key, contents));
      }
    } catch (IOException e) {
      System.err.println("a connection was not accepted: " + e);
    }
  }

  @Override
  public void close() throws IOException {
    control.close();
    streaming.close();
    selector.close();
  }
}
