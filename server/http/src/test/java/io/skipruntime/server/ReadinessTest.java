package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.SourceStatus;
import io.skipruntime.json.Json;
import io.skipruntime.server.options.ServerOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ReadinessTest {

  private static final long TIMEOUT_SECONDS = 60;

  /** A source that has its data when the test says so. */
  private static final class Source implements ExternalService {
    private final CompletableFuture<Callbacks> subscribed = new CompletableFuture<>();
    private final CompletableFuture<Void> loaded = new CompletableFuture<>();

    @Override
    public CompletionStage<Void> subscribe(
        String instance, String resource, Json params, Callbacks callbacks) {
      subscribed.complete(callbacks);
      return loaded;
    }

    @Override
    public void unsubscribe(String instance) {}

    void load() {
      subscribed.join().update(List.of(Entry.of(1L, "one")), true);
      loaded.complete(null);
    }
  }

  record Inputs(EagerCollection<Long, Long> unused) {}

  private static final class Mirror implements SkipService<Inputs, Inputs> {
    private final Source source;

    Mirror(Source source) {
      this.source = source;
    }

    @Override
    public Map<String, ExternalService> externalServices() {
      return Map.of("elsewhere", source);
    }

    @Override
    public Resources<Inputs> resources() {
      return Resources.<Inputs>empty()
          .and(
              "mirror",
              (in, context) ->
                  context.useExternalResource(
                      ExternalResource.of("elsewhere", "data", Long.class, String.class)));
    }

    @Override
    public Inputs createGraph(Inputs inputs, Context context) {
      return inputs;
    }
  }

  private final Source source = new Source();
  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> ready(SkipServer server) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + server.streamingPort() + "/readyz");
    return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> readyForOperators(SkipServer server) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + server.controlPort() + "/readyz");
    return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
  }

  private CompletableFuture<HttpResponse<String>> read(SkipServer server) {
    URI address = URI.create("http://127.0.0.1:" + server.controlPort() + "/v1/snapshot/mirror");
    return client.sendAsync(
        HttpRequest.newBuilder(address).POST(BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }

  @Test
  void server_isNotReady_whileItShutsDown() throws Exception {
    ServerOptions options = ServerOptions.defaults().withPorts(0, 0);
    SkipServer server = SkipServer.start(new Mirror(source), options);
    CompletableFuture<HttpResponse<String>> read = read(server);
    source.subscribed.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    HttpResponse<String> before = ready(server);
    assertThat(TestServer.problem(before).get("type").asString()).isEqualTo("not-ready");

    CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close); // waits for read
    HttpResponse<String> during = ready(server);
    while (TestServer.problem(during).get("type").asString().equals("not-ready")) {
      during = ready(server);
    }
    assertThat(during.statusCode()).isEqualTo(503);
    assertThat(TestServer.problem(during).get("type").asString()).isEqualTo("shutting-down");
    source.load();
    assertThat(read.get(TIMEOUT_SECONDS, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    closed.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void server_isReady_unlessASourceIsLoading() throws Exception {
    ServerOptions options = ServerOptions.defaults().withPorts(0, 0);
    try (SkipServer server = SkipServer.start(new Mirror(source), options)) {
      assertThat(ready(server).statusCode()).isEqualTo(200);
      CompletableFuture<HttpResponse<String>> read = read(server);
      source.subscribed.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);

      HttpResponse<String> response = ready(server);
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(TestServer.problem(response).get("type").asString()).isEqualTo("not-ready");

      source.load();
      assertThat(read.get(TIMEOUT_SECONDS, TimeUnit.SECONDS).body()).isEqualTo("[[1,[\"one\"]]]");
      assertThat(ready(server).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void sourcesThatAreNotLive_areNamedToOperators_andCountedForOthers() throws Exception {
    ServerOptions options = ServerOptions.defaults().withPorts(0, 0);
    try (SkipServer server = SkipServer.start(new Mirror(source), options)) {
      CompletableFuture<HttpResponse<String>> read = read(server);
      ExternalService.Callbacks callbacks =
          source.subscribed.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      callbacks.error(new IllegalStateException("not\nthere yet"));
      assertThat(TestServer.problem(readyForOperators(server)).get("detail").asString())
          .matches(".*; source elsewhere/data loading since [^ ]+: not there yet");
      assertThat(TestServer.problem(ready(server)).get("detail").asString())
          .doesNotContain("elsewhere");

      source.load();
      read.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      callbacks.error(new IllegalStateException("connection lost"));
      HttpResponse<String> response = readyForOperators(server);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body())
          .matches(
              """
              ready
              of 1 external sources 1 are stale
              source elsewhere/data stale since [^ ]+: connection lost
              """);
      assertThat(ready(server).body()).isEqualTo("ready\nof 1 external sources 1 are stale\n");
    }
  }

  @Test
  void progressLagAndKeysWithoutValue_areToldToOperators() throws Exception {
    ServerOptions options = ServerOptions.defaults();
    try (TestServer server = new TestServer(new Mirror(source), options)) {
      CompletableFuture<HttpResponse<String>> read = read(server.server());
      ExternalService.Callbacks callbacks =
          source.subscribed.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      callbacks.report(new SourceStatus.Progress(10, 100));
      assertThat(TestServer.problem(readyForOperators(server.server())).get("detail").asString())
          .matches(".*; source elsewhere/data loading since [^ ]+, loaded 10 of about 100 entries");
      assertThat(server.metric("skip_source_loaded_entries{service=\"elsewhere\"}")).isEqualTo(10);
      assertThat(server.metric("skip_source_estimated_entries{service=\"elsewhere\"}"))
          .isEqualTo(100);

      source.load();
      read.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      callbacks.report(new SourceStatus.Lag(5, "records", Optional.of(Duration.ofSeconds(7))));
      ExternalService.Delivery delivery = callbacks.begin();
      delivery.reject(callbacks, 2L, "column price: expected a number");
      delivery.commit().toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      callbacks.warn(List.of("a writer hangs"));
      assertThat(readyForOperators(server.server()).body())
          .matches(
              """
              ready
              source elsewhere/data live since [^ ]+, 5 records behind, 1 keys have no usable value, \
              such as 2: column price: expected a number, warning: a writer hangs
              """);
      assertThat(ready(server.server()).body()).isEqualTo("ready\n");
      assertThat(server.metric("skip_source_lag{service=\"elsewhere\",unit=\"records\"}"))
          .isEqualTo(5);
      assertThat(server.metric("skip_source_lag_seconds{service=\"elsewhere\"}")).isEqualTo(7);
      assertThat(server.metric("skip_source_rejected_keys{service=\"elsewhere\"}")).isOne();
      assertThat(server.metric("skip_source_warnings{service=\"elsewhere\"}")).isOne();
    }
  }

  @Test
  void metrics_haveTheSourcesByState_andHowLongTheyAreStale() throws Exception {
    ServerOptions options = ServerOptions.defaults();
    try (TestServer server = new TestServer(new Mirror(source), options)) {
      CompletableFuture<HttpResponse<String>> read = read(server.server());
      source.subscribed.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      source.load();
      read.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      assertThat(server.metric("skip_sources{service=\"elsewhere\",state=\"live\"}")).isOne();
      assertThat(server.metric("skip_source_stale_seconds{service=\"elsewhere\"}")).isZero();
      source.subscribed.join().error(new IllegalStateException("connection lost"));
      assertThat(server.metric("skip_sources{service=\"elsewhere\",state=\"stale\"}")).isOne();
    }
  }

  @Test
  void streamsThatDependOnASource_areToldInComments_whenItIsStale() throws Exception {
    try (TestServer server = new TestServer(new Mirror(source), ServerOptions.defaults())) {
      CompletableFuture<HttpResponse<String>> read = read(server.server());
      ExternalService.Callbacks callbacks =
          source.subscribed.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      source.load();
      assertThat(read.get(TIMEOUT_SECONDS, TimeUnit.SECONDS).body()).contains("one");
      toldWhetherStale(server, callbacks);
    }
  }

  private static void toldWhetherStale(TestServer server, ExternalService.Callbacks callbacks) {
    try (EventReader stream = server.follow("/v1/resources/mirror")) {
      assertThat(stream.next().data()).isEqualTo("[[1,[\"one\"]]]");
      callbacks.error(new IllegalStateException("a secret of operators"));
      assertThat(stream.block()).singleElement().asString().startsWith(": stale since 20");
      try (EventReader late = server.follow("/v1/resources/mirror")) {
        late.next();
        assertThat(late.block()).singleElement().asString().startsWith(": stale since 20");
        callbacks.update(List.of(Entry.of(2L, "two")), false);
        for (EventReader each : List.of(stream, late)) {
          assertThat(each.next().data()).isEqualTo("[[2,[\"two\"]]]");
          assertThat(each.block()).containsExactly(": live");
        }
      }
    }
  }
}
