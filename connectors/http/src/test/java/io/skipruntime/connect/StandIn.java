package io.skipruntime.connect;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands for an API on the web; a test says how it answers. */
final class StandIn implements AutoCloseable {

  /** How a request is answered. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  /** What a test looks at of a request. */
  record Request(URI address, com.sun.net.httpserver.Headers headers) {}

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ConcurrentLinkedQueue<Request> requests = new ConcurrentLinkedQueue<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger mostInFlight = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final HttpServer server;
  private volatile Answer answer;

  StandIn(Answer first) {
    this(0, first);
  }

  StandIn(int port, Answer first) {
    answer = first;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.add(new Request(exchange.getRequestURI(), exchange.getRequestHeaders()));
    mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    try (exchange) {
      answer.to(exchange);
    } finally {
      inFlight.decrementAndGet();
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  URI address(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  void answer(Answer next) {
    answer = next;
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  int requestCount() {
    return requests.size();
  }

  int mostInFlight() {
    return mostInFlight.get();
  }

  static Answer json(String body) {
    return status(200, body);
  }

  static Answer status(int status, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return exchange -> {
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** Does not answer before the test is over. */
  Answer hang() {
    return exchange -> await(closed, TimeUnit.MINUTES.toMillis(1));
  }

  /** Answers after a while. */
  Answer after(long millis, String body) {
    return exchange -> {
      await(closed, millis);
      json(body).to(exchange);
    };
  }

  /** Sends one byte after the other, and never the last. */
  Answer drip() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      while (!await(closed, 20)) {
        exchange.getResponseBody().write(' ');
        exchange.getResponseBody().flush();
      }
    };
  }

  private static boolean await(CountDownLatch latch, long millis) {
    try {
      return latch.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
