package io.skipruntime.benchmarks.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A connection of the load generator. */
final class ClientConnection implements AutoCloseable {

  private final SocketChannel channel;
  private final ResponseReader reader;

  private ClientConnection(SocketChannel channel, ResponseReader reader) {
    this.channel = channel;
    this.reader = reader;
  }

  /**
   * Connects to this machine; what is received comes when the selector's thread calls read.
   *
   * @param from the address of this machine that the connection comes from
   */
  static ClientConnection open(
      Selector selector, String from, int port, ResponseReader.Receiver receiver)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.bind(new InetSocketAddress(from, 0));
    channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    ClientConnection connection = new ClientConnection(channel, new ResponseReader(receiver));
    channel.register(selector, SelectionKey.OP_READ, connection);
    return connection;
  }

  /** The bytes of a request; an empty body is none. */
  static byte[] request(String method, String path, String body) {
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n"
            + (body.isEmpty()
                ? "\r\n"
                : "Content-Type: application/json\r\nContent-Length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body);
    return head.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Sends a request, which must be small enough for the socket's buffer. */
  void send(byte[] request) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(request);
    channel.write(bytes);
    if (bytes.hasRemaining()) {
      throw new IOException("the socket does not take a request");
    }
  }

  /** Reads what there is. */
  void read(ByteBuffer buffer) throws IOException {
    buffer.clear();
    int count = channel.read(buffer);
    if (count < 0) {
      throw new IOException("the server has closed a connection, status " + reader.status());
    }
    reader.read(buffer.flip());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
