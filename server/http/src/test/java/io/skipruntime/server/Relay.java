package io.skipruntime.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The network before a port of this machine: can be cut, or swallow what is sent, and hears all.
 */
public final class Relay implements AutoCloseable {

  private static final Pattern STREAM = Pattern.compile("GET /v1/streams/(\\S+)");

  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final StringBuilder heard = new StringBuilder();
  private volatile boolean swallowing;

  /** A relay to a port, at a port of its own. */
  public Relay(int target) {
    this.target = target;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Where it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  /** All that clients have sent. */
  public String heard() {
    synchronized (heard) {
      return heard.toString();
    }
  }

  /** The stream that was asked for last. */
  public String lastStream() {
    String uuid = "";
    for (Matcher matcher = STREAM.matcher(heard()); matcher.find(); ) {
      uuid = matcher.group(1);
    }
    return uuid;
  }

  /** Ends all connections. */
  public void cut() {
    sockets.forEach(Relay::end);
    sockets.clear();
  }

  /** Takes what servers send and passes nothing on, over connections that are there. */
  public void swallow(boolean yes) {
    swallowing = yes;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        connect(listener.accept());
      } catch (IOException e) {
        cut(); // closed, or nobody is there
      }
    }
  }

  private void connect(Socket client) throws IOException {
    sockets.add(client);
    Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
    sockets.add(server);
    Thread.ofVirtual().start(() -> pump(client, server, true));
    Thread.ofVirtual().start(() -> pump(server, client, false));
  }

  private void pump(Socket from, Socket to, boolean isRequest) {
    byte[] buffer = new byte[1 << 14];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      boolean silent = false;
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        silent |= !isRequest && swallowing;
        if (isRequest) {
          synchronized (heard) {
            heard.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
          }
        }
        if (!silent) {
          out.write(buffer, 0, count);
        }
      }
    } catch (IOException e) {
      end(from);
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }
}
