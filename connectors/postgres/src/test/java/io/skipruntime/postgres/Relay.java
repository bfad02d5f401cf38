package io.skipruntime.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A way to a server that may be interrupted as a network is: bytes wait until it is whole again,
 * and no end of a connection is told meanwhile. New connections are accepted, and lead nowhere
 * until then. It may be narrow, too.
 */
final class Relay implements AutoCloseable {

  private static final int CHUNK = 4096;

  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean isInterrupted;
  private volatile long bytesPerSecond = Long.MAX_VALUE;

  /** A way to a port of this machine. */
  Relay(int target) {
    this.target = target;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Lets nothing through from now on, or everything. */
  void interrupt(boolean interrupted) {
    isInterrupted = interrupted;
  }

  /** Lets so many bytes a second through on each connection, from the server. */
  void narrow(long bytes) {
    bytesPerSecond = bytes;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> relay(client));
      }
    } catch (IOException e) {
      open.forEach(Relay::close);
    }
  }

  private void relay(Socket client) {
    awaitWhole();
    try (client;
        Socket server = new Socket()) {
      open.add(server);
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      Thread back = Thread.ofVirtual().start(() -> copy(server, client, true));
      copy(client, server, false);
      Sessions.joinQuietly(back);
    } catch (IOException e) {
      close(client);
    } finally {
      open.remove(client);
    }
  }

  private void copy(Socket from, Socket to, boolean isNarrow) {
    byte[] bytes = new byte[CHUNK];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        awaitWhole();
        out.write(bytes, 0, count);
        if (isNarrow && bytesPerSecond < Long.MAX_VALUE) {
          LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) * count / bytesPerSecond);
        }
      }
    } catch (IOException e) {
      // One end is gone; so is the other.
    } finally {
      awaitWhole();
      close(from);
      close(to);
    }
  }

  private void awaitWhole() {
    while (isInterrupted && !listener.isClosed()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private static void close(Socket socket) {
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
      open.forEach(Relay::close);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
