package io.skipruntime.examples.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A relay of TCP connections that can be pulled out: the page follows the service through it, so
 * that its connections can be cut as by a network that fails. It knows nothing of what it relays.
 * Thread-safe.
 *
 * <ul>
 *   <li>Each connection is two sockets and two virtual threads, one for each direction; {@code
 *       open} has all sockets.
 *   <li>Until {@code pulledUntilNanos} each connection is closed as soon as it is made.
 * </ul>
 */
final class Cable implements AutoCloseable {

  private final ServerSocket listener;
  private final InetSocketAddress target;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong bytes = new AtomicLong();
  private volatile long pulledUntilNanos = System.nanoTime();

  private Cable(ServerSocket listener, InetSocketAddress target) {
    this.listener = listener;
    this.target = target;
  }

  /**
   * A cable that is plugged in.
   *
   * @param host the address to listen at, at any port that is free
   * @param target what connections lead to
   * @throws IOException if it cannot listen there
   */
  static Cable lay(String host, InetSocketAddress target) throws IOException {
    Cable cable = new Cable(new ServerSocket(), target);
    cable.listener.bind(new InetSocketAddress(host, 0));
    cable.threads.execute(cable::accept);
    return cable;
  }

  /** The port that it listens at. */
  int port() {
    return listener.getLocalPort();
  }

  /** How many bytes it has brought to clients. */
  long bytesToClients() {
    return bytes.get();
  }

  /** Cuts all connections, and closes new ones at once for a time. */
  void pull(Duration time) {
    pulledUntilNanos = System.nanoTime() + time.toNanos();
    open.forEach(Cable::closeQuietly);
  }

  private boolean isPulled() {
    return pulledUntilNanos - System.nanoTime() > 0;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        threads.execute(() -> relay(client));
      } catch (SocketException e) {
        return; // it was closed
      } catch (IOException e) {
        System.getLogger(Cable.class.getName())
            .log(System.Logger.Level.DEBUG, "a connection was not accepted", e);
      }
    }
  }

  private void relay(Socket client) {
    try (client;
        Socket service = new Socket()) {
      open.add(client);
      open.add(service);
      if (isPulled()) {
        return;
      }
      service.connect(target);
      client.setTcpNoDelay(true);
      service.setTcpNoDelay(true);
      threads.execute(() -> copy(client, service, new AtomicLong()));
      copy(service, client, bytes);
    } catch (IOException e) {
      System.getLogger(Cable.class.getName())
          .log(System.Logger.Level.DEBUG, "a connection has ended", e);
    } finally {
      open.remove(client);
      open.removeIf(Socket::isClosed);
    }
  }

  /** Copies one direction to its end, and closes both sockets then. */
  private static void copy(Socket from, Socket to, AtomicLong count) {
    byte[] buffer = new byte[1 << 13];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        count.addAndGet(read);
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      System.getLogger(Cable.class.getName())
          .log(System.Logger.Level.DEBUG, "a connection was cut", e);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      System.getLogger(Cable.class.getName())
          .log(System.Logger.Level.DEBUG, "a connection does not close", e);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      System.getLogger(Cable.class.getName())
          .log(System.Logger.Level.DEBUG, "the listener does not close", e);
    }
    open.forEach(Cable::closeQuietly);
    threads.shutdownNow();
  }
}
