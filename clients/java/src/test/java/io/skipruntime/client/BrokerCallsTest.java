package io.skipruntime.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.json.Json;
import io.skipruntime.json.TypeReference;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Typed and asynchronous calls, what they are allowed, and how they end. */
final class BrokerCallsTest {

  private static final String TOKEN = "a-token-of-enough-characters";

  /** What the resource takes. */
  record Limit(int limit) {}

  private static final RemoteInput<String, Long> SCORES =
      RemoteInput.of("scores", String.class, Long.class);
  private static final RemoteInput<Long, String> TEAMS =
      RemoteInput.of("teams", Long.class, String.class);
  private static final RemoteResource<String, Long> FIRST =
      RemoteResource.of("first few", String.class, Long.class).withParams(new Limit(2));

  private final SkipServer server = start(SecurityOptions.defaults());
  private final SkipServiceBroker broker = new SkipServiceBroker(entrypoint(server));

  private static SkipServer start(SecurityOptions security) {
    return SkipServer.start(
        new ScoresService(), ServerOptions.defaults().withPorts(0, 0).withSecurity(security));
  }

  private static Entrypoint entrypoint(SkipServer of) {
    return Entrypoint.local(of.streamingPort(), of.controlPort());
  }

  @AfterEach
  void close() {
    broker.close();
    server.close();
  }

  @Test
  void call_isMade_howeverLongItMayTake() {
    BrokerOptions patient = BrokerOptions.defaults().withTimeoutMillis(Long.MAX_VALUE);
    try (SkipServiceBroker waiting = new SkipServiceBroker(entrypoint(server), patient)) {
      assertThat(waiting.getAll(FIRST)).isEmpty();
    }
  }

  @Test
  void typedCalls_takeAndGiveJavaValues() {
    broker.update(SCORES, Map.of("Bea", List.of(1L, 2L), "Ann", List.of(3L), "Cy", List.of(4L)));
    assertThat(broker.getAll(FIRST))
        .containsExactly(Map.entry("Ann", List.of(3L)), Map.entry("Bea", List.of(1L, 2L)));
    assertThat(broker.getArray(FIRST, "Bea")).containsExactly(1L, 2L);
    assertThat(broker.getUnique(FIRST, "Ann")).isEqualTo(3L);
    broker.deleteKey(SCORES, "Ann");
    assertThat(broker.getArray(FIRST, "Ann")).isEmpty();
    broker.update(
        Map.of(
            SCORES.name(), List.of(SCORES.entry("Zoe", 9L)),
            TEAMS.name(), TEAMS.entries(Map.of(1L, List.of("Red")))));
    assertThat(broker.getAll(RemoteResource.of("teams")))
        .containsExactly(Map.entry(Json.of(1), List.of(Json.of("Red"))));
  }

  @Test
  void typedCalls_nameWhatDoesNotFit() {
    broker.update(SCORES, Map.of("Ann", List.of(3L)));
    RemoteResource<String, List<Long>> wrong =
        RemoteResource.of(
                "first few", new TypeReference<String>() {}, new TypeReference<List<Long>>() {})
            .withParams(new Limit(2));
    assertThatThrownBy(() -> broker.getAll(wrong))
        .isInstanceOf(MismatchException.class)
        .hasMessageContaining("the values of the key \"Ann\" of first few: expected");
  }

  @Test
  void asynchronousCalls_runTogether_andFailAsTheOthersDo() throws Exception {
    List<CompletableFuture<String>> writes =
        IntStream.range(0, 50)
            .mapToObj(i -> broker.async().update(SCORES, Map.of("k" + i, List.of((long) i))))
            .toList();
    CompletableFuture.allOf(writes.toArray(CompletableFuture<?>[]::new)).get(20, TimeUnit.SECONDS);
    assertThat(broker.getAll(FIRST)).hasSize(2);
    assertThatThrownBy(() -> broker.async().getAll("nothing", Json.NULL).get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.type()).isEqualTo("unknown-resource"));
  }

  @Test
  void callThatIsCancelled_orTakesTooLong_isBrokenOff() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        SkipServiceBroker waiting =
            new SkipServiceBroker(
                Entrypoint.local(1, silent.getLocalPort()),
                BrokerOptions.defaults().withTimeoutMillis(300))) {
      CompletableFuture<String> call = waiting.async().health();
      try (Socket socket = silent.accept()) {
        assertThat(socket.getInputStream().read()).isEqualTo('G');
        call.cancel(true);
        socket.setSoTimeout(20_000);
        assertEnds(socket);
      }
      assertThatThrownBy(waiting::health)
          .isInstanceOf(UncheckedIOException.class)
          .hasCauseInstanceOf(HttpTimeoutException.class)
          .hasMessageContaining("did not answer within 300 ms");
    }
  }

  private static void assertEnds(Socket socket) {
    try {
      while (socket.getInputStream().read() >= 0) {
        // the rest of the request
      }
    } catch (IOException e) {
      assertThat(e).as("a reset is an end, too").hasMessageContaining("reset");
    }
  }

  @Test
  void threadThatIsInterrupted_stopsWaiting() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        SkipServiceBroker waiting =
            new SkipServiceBroker(Entrypoint.local(1, silent.getLocalPort()))) {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread caller =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  waiting.health();
                } catch (RuntimeException e) {
                  thrown.set(e);
                }
              });
      silent.accept().close();
      caller.interrupt();
      caller.join(20_000);
      assertThat(thrown.get()).isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void readAtAVersion_waitsForIt() {
    String watermark = broker.update(SCORES, Map.of("Ann", List.of(3L)));
    assertThat(broker.atLeast(watermark).getUnique(FIRST, "Ann")).isEqualTo(3L);
    assertThatThrownBy(() -> broker.atLeast("other/1").getAll(FIRST))
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.type()).isEqualTo("unknown-epoch"));
  }

  @Test
  void readOfAVersion_givesWhatWasThere_whereTheServiceKeepsIt() {
    try (SkipServer remembering =
            SkipServer.start(
                new ScoresService(),
                ServerOptions.defaults()
                    .withPorts(0, 0)
                    .withEngine(EngineOptions.defaults().withHistoryMillis(60_000)));
        SkipServiceBroker reading = new SkipServiceBroker(entrypoint(remembering))) {
      reading.getAll(FIRST);
      String first = reading.update(SCORES, Map.of("Ann", List.of(3L)));
      reading.update(SCORES, Map.of("Ann", List.of(4L)));
      SkipServiceBroker past = reading.at(first);
      assertThat(past.getUnique(FIRST, "Ann")).isEqualTo(3L);
      assertThat(past.getAll(FIRST)).containsEntry("Ann", List.of(3L));
      assertThat(reading.getUnique(FIRST, "Ann")).isEqualTo(4L);
      assertThatThrownBy(() -> reading.at("other/1").getAll(FIRST))
          .isInstanceOfSatisfying(
              BrokerException.class, e -> assertThat(e.type()).isEqualTo("version-gone"));
    }
  }

  @Test
  void healthReadinessAndMetrics_areThoseOfTheService() {
    assertThat(broker.health()).isEqualTo("ok\n");
    assertThat(broker.readiness()).isEqualTo("ready\n");
    assertThat(broker.metrics()).contains("skip_commits_total");
  }

  @Test
  void resource_canBeFollowed_withoutAStreamOfItsOwn() {
    broker.update(SCORES, Map.of("Ann", List.of(3L)));
    try (EventStream events = broker.follow(FIRST, Optional.empty())) {
      assertThat(events.next(20_000).orElseThrow().entries())
          .containsExactly(SCORES.entry("Ann", 3L));
    }
  }

  @Test
  void controlToken_andTokensOfStreams_areSent() {
    SecurityOptions security =
        SecurityOptions.defaults()
            .withControlToken(TOKEN)
            .withStreamTokenSecret("a-secret-of-at-least-32-characters!");
    SkipServer secured = start(security);
    try (SkipServiceBroker stranger = new SkipServiceBroker(entrypoint(secured));
        SkipServiceBroker known =
            new SkipServiceBroker(
                entrypoint(secured), BrokerOptions.defaults().withControlToken(TOKEN))) {
      assertThatThrownBy(() -> stranger.getAll(FIRST)).hasMessageContaining("401 unauthorized");
      assertThat(known.getAll(FIRST)).isEmpty();
      String stream = known.getStreamUUID(FIRST);
      assertThat(stream).contains("?token=");
      try (EventStream events = known.follow(stream, Optional.empty())) {
        assertThat(events.next(20_000)).isPresent();
        known.deleteUUID(stream);
        assertThat(events.next(20_000)).isEmpty();
      }
    } finally {
      secured.close();
    }
  }

  @Test
  void whatIsNoSkipService_isSaidToBeNone() throws IOException {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write("hello".getBytes(StandardCharsets.US_ASCII));
          }
        });
    other.start();
    int port = other.getAddress().getPort();
    try (SkipServiceBroker lost = new SkipServiceBroker(Entrypoint.local(port, port))) {
      assertThatThrownBy(() -> lost.getAll(FIRST))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("did not answer with JSON");
      assertThatThrownBy(() -> lost.follow(FIRST, Optional.empty()))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("no event stream");
    } finally {
      other.stop(0);
    }
  }

  @Test
  void entrypoint_isTwoAddresses() {
    assertThat(Entrypoint.of("::1", 80, 81, true).stream("x"))
        .isEqualTo(URI.create("https://[::1]:80/v1/streams/x"));
    assertThat(
            new Entrypoint(URI.create("http://a.example/x/"), URI.create("http://b.example"))
                .control("/v1/inputs"))
        .isEqualTo(URI.create("http://a.example/x/v1/inputs"));
    assertThatThrownBy(
            () -> new Entrypoint(URI.create("localhost:81"), URI.create("http://b.example")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the control address is to be like http://127.0.0.1:8081");
  }
}
