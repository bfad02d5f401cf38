package io.skipruntime.clients;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An address that stays the same while the server behind it is another one after a restart; it
 * hears all that servers answer.
 */
final class ListeningRelay implements AutoCloseable {

  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final List<StringBuilder> answers = new ArrayList<>();
  private volatile int target;

  ListeningRelay() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Connects clients from now on with the server at a port; 0 for none. */
  void leadTo(int port) {
    target = port;
  }

  /** How often servers have sent an event of some name. */
  int count(String event) {
    int count = 0;
    synchronized (answers) {
      for (StringBuilder answer : answers) {
        String line = "event: " + event + "\n";
        for (int at = answer.indexOf(line); at >= 0; at = answer.indexOf(line, at + 1)) {
          count++;
        }
      }
    }
    return count;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        sockets.add(client);
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void connect(Socket client) {
    StringBuilder answer = new StringBuilder();
    synchronized (answers) {
      answers.add(answer);
    }
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      sockets.add(server);
      Thread requests = Thread.ofVirtual().start(() -> pump(client, server, new StringBuilder()));
      pump(server, client, answer);
      requests.join();
    } catch (IOException e) {
      // nobody is there: the client finds the connection closed
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void pump(Socket from, Socket to, StringBuilder heard) {
    byte[] buffer = new byte[1 << 14];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        synchronized (answers) {
          heard.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
        }
        out.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // one side is gone, and the other one is closed with it
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
