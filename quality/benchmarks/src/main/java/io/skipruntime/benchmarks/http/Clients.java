package io.skipruntime.benchmarks.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The clients of a server, all on the calling thread. */
final class Clients implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 16;
  private static final String LOOPBACK = "127.0.0.1";
  private static final long PATIENCE_MILLIS = 60_000;

  private final Selector selector;
  private final int controlPort;
  private final int streamingPort;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private final List<ClientConnection> opened = new ArrayList<>();
  private final List<Requester> requesters = new ArrayList<>();

  Clients(int controlPort, int streamingPort) throws IOException {
    this.selector = Selector.open();
    this.controlPort = controlPort;
    this.streamingPort = streamingPort;
  }

  /** A connection that has one request at a time. */
  private final class Requester implements ResponseReader.Receiver {
    private final ClientConnection connection;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private Consumer<Requester> whenAnswered = none -> {};
    private boolean waits;
    private long sentAt;

    Requester() throws IOException {
      connection = ClientConnection.open(selector, LOOPBACK, controlPort, this);
      opened.add(connection);
    }

    void send(byte[] request) {
      body.reset();
      waits = true;
      sentAt = System.nanoTime();
      try {
        connection.send(request);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void body(byte[] bytes, int from, int to) {
      body.write(bytes, from, to - from);
    }

    @Override
    public void end(int status) {
      if (status < 200 || status >= 300) {
        throw new IllegalStateException(
            "a request failed with status " + status + ": " + bodyText());
      }
      waits = false;
      whenAnswered.accept(this);
    }

    String bodyText() {
      return body.toString(StandardCharsets.UTF_8);
    }
  }

  private Requester requester(int index) throws IOException {
    while (requesters.size() <= index) {
      requesters.add(new Requester());
    }
    return requesters.get(index);
  }

  /** Serves all connections until something has come true. */
  void serveUntil(BooleanSupplier done) throws IOException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IOException("the server has not answered for a minute");
      }
      selector.select(this::read, 1000);
    }
  }

  private void read(SelectionKey key) {
    try {
      ((ClientConnection) key.attachment()).read(buffer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The body of the answer to a request. */
  String ask(String method, String path, String body) throws IOException {
    Requester requester = requester(0);
    requester.whenAnswered = none -> {};
    requester.send(ClientConnection.request(method, path, body));
    serveUntil(() -> !requester.waits);
    return requester.bodyText();
  }

  /**
   * Makes some requests, with some connections at a time.
   *
   * @param answers gets the body of each answer, in any order
   */
  void askAll(int connections, Iterator<byte[]> requests, Consumer<String> answers)
      throws IOException {
    for (int i = 0; i < connections && requests.hasNext(); i++) {
      Requester requester = requester(i);
      requester.whenAnswered =
          answered -> {
            answers.accept(answered.bodyText());
            if (requests.hasNext()) {
              answered.send(requests.next());
            }
          };
      requester.send(requests.next());
    }
    serveUntil(() -> requesters.stream().noneMatch(requester -> requester.waits));
  }

  /**
   * Keeps some connections busy for a time, each with one request after the other.
   *
   * @return how long the answers took
   */
  Latencies keepBusy(int connections, long millis, Supplier<byte[]> requests) throws IOException {
    Latencies latencies = new Latencies();
    long end = System.nanoTime() + millis * 1_000_000;
    for (int i = 0; i < connections; i++) {
      Requester requester = requester(i);
      requester.whenAnswered =
          answered -> {
            long now = System.nanoTime();
            latencies.add(now - answered.sentAt);
            if (now < end) {
              answered.send(requests.get());
            }
          };
      requester.send(requests.get());
    }
    List<Requester> busy = requesters.subList(0, connections);
    while (System.nanoTime() < end) {
      selector.select(this::read, 10);
    }
    serveUntil(() -> busy.stream().noneMatch(requester -> requester.waits));
    return latencies;
  }

  /** Opens a resource and streams it; {@code listener} gets the data of each event. */
  void subscribe(String resource, String params, Consumer<String> listener) throws IOException {
    String stream = ask("POST", "/v1/streams/" + resource, params);
    follow(
        ClientConnection.request("GET", "/v1/streams/" + stream.strip(), ""),
        LOOPBACK,
        new EventReader("data", listener));
  }

  /** Follows streams on a connection of their own, which comes from an address of this machine. */
  void follow(byte[] request, String from, EventReader reader) throws IOException {
    ClientConnection connection = ClientConnection.open(selector, from, streamingPort, reader);
    opened.add(connection);
    connection.send(request);
  }

  @Override
  public void close() throws IOException {
    for (ClientConnection connection : opened) {
      connection.close();
    }
    selector.close();
  }
}
