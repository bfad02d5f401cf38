package io.skipruntime.client.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.skipruntime.client.Entrypoint;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Both listeners of a service that sends on its streams what a test says, word for word. */
final class ScriptedStreams implements AutoCloseable {

  private static final String END = "";

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<String> script = new LinkedBlockingQueue<>();
  private final AtomicInteger opened = new AtomicInteger();
  private final List<String> resumed = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private volatile boolean closed;

  ScriptedStreams() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/v1/streams/", this::answer);
    server.start();
  }

  Entrypoint entrypoint() {
    int port = server.getAddress().getPort();
    return Entrypoint.local(port, port);
  }

  /** Sends a text over the connection that there is, or the next one. */
  void send(String text) {
    script.add(text);
  }

  /** Ends the connection. */
  void end() {
    script.add(END);
  }

  /** How many streams were opened. */
  int opened() {
    return opened.get();
  }

  /** The events from which connections were resumed. */
  List<String> resumed() {
    return resumed;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      switch (exchange.getRequestMethod()) {
        case "POST" -> {
          byte[] identifier =
              ("stream-" + opened.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(201, identifier.length);
          exchange.getResponseBody().write(identifier);
        }
        case "GET" -> stream(exchange);
        default -> exchange.sendResponseHeaders(200, -1);
      }
    }
  }

  private void stream(HttpExchange exchange) throws IOException {
    String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
    if (last != null) {
      resumed.add(last);
    }
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    out.flush();
    for (String text = next(); !text.equals(END); text = next()) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  private String next() {
    try {
      String text = null;
      while (text == null && !closed) {
        text = script.poll(50, TimeUnit.MILLISECONDS);
      }
      return text == null ? END : text;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return END;
    }
  }

  @Override
  public void close() {
    closed = true;
    server.stop(0);
    threads.shutdownNow();
  }
}
