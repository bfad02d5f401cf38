package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams on one connection of HTTP/2, some of which are read and some not. */
final class Http2FlowTest {

  private static final int WRITES = 300;
  private static final String TEXT = "x".repeat(4_000);
  private static final long TIMEOUT_SECONDS = 20;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      vertx.createHttpClient(
          new HttpClientOptions()
              .setProtocolVersion(HttpVersion.HTTP_2)
              .setHttp2ClearTextUpgrade(false));

  @AfterEach
  void close() throws Exception {
    vertx.close().await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private HttpClientResponse follow(TestServer server) throws Exception {
    int port = server.server().streamingPort();
    return client
        .request(HttpMethod.GET, port, "127.0.0.1", "/v1/resources/texts")
        .compose(HttpClientRequest::send)
        .map(HttpClientResponse::pause)
        .await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private static void write(TestServer server) {
    for (int i = 0; i < WRITES; i++) {
      server.patch("/v1/inputs/texts", "[[\"key%d\",[\"%d%s\"]]]".formatted(i, i, TEXT));
    }
  }

  @Test
  void streamThatIsNotRead_getsWhatChangedInTheEnd_andDoesNotHoldUpAnother() throws Exception {
    try (TestServer server = new TestServer()) {
      HttpClientResponse slow = follow(server);
      HttpClientResponse healthy = follow(server);
      assertThat(slow.request().connection()).isSameAs(healthy.request().connection());
      CompletableFuture<Void> healthyHasAll = reads(healthy, WRITES - 1 + TEXT);
      write(server);
      healthyHasAll.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      assertThat(server.metric("skip_lagging_subscribers")).isEqualTo(1);
      final long sent = server.metric("skip_events_sent_total");

      reads(slow, WRITES - 1 + TEXT).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      assertThat(sent).isLessThan(2 * WRITES);
      Wait.until(() -> server.metric("skip_lagging_subscribers") == 0);
    }
  }

  @Test
  void streamThatIsNotReadForTooLong_isReset_andAnotherGoesOn() throws Exception {
    ServerOptions impatient = ServerOptions.defaults().withWriteStallMillis(1_500);
    try (TestServer server = new TestServer(impatient)) {
      CompletableFuture<Throwable> reset = new CompletableFuture<>();
      HttpClientResponse slow = follow(server).exceptionHandler(reset::complete);
      HttpClientResponse healthy = follow(server);
      CompletableFuture<Void> healthyHasAll = reads(healthy, "the end");
      write(server);
      Wait.until(() -> server.metric("skip_stalled_connections_total") == 1);
      slow.resume();
      assertThat(reset.get(TIMEOUT_SECONDS, TimeUnit.SECONDS))
          .isInstanceOf(StreamResetException.class);
      server.patch("/v1/inputs/texts", "[[\"key\",[\"the end\"]]]");
      healthyHasAll.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      assertThat(server.metric("skip_subscribers")).isEqualTo(1);
    }
  }

  @Test
  void streamThatTheClientResets_givesItsSubscriptionBack() throws Exception {
    try (TestServer server = new TestServer()) {
      HttpClientResponse one = follow(server);
      HttpClientResponse other = follow(server);
      Wait.until(() -> server.metric("skip_subscribers") == 2);
      one.request().reset().await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      Wait.until(() -> server.metric("skip_subscribers") == 1);
      CompletableFuture<Void> read = reads(other, "the end");
      server.patch("/v1/inputs/texts", "[[\"key\",[\"the end\"]]]");
      read.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Reads from now on; completes when a text has come. */
  private static CompletableFuture<Void> reads(HttpClientResponse response, String text) {
    CompletableFuture<Void> found = new CompletableFuture<>();
    Buffer received = Buffer.buffer();
    response.handler(part -> {
      received.appendBuffer(part);
      if (received.toString(StandardCharsets.UTF_8).contains(text)) {
        found.complete(null);
      }
    });
    response.resume();
    return found;
  }
}
