package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.server.observe.Durations;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MetricsTest {

  private static final String LINE = "[a-z_0-9]+(\\{.*})? (-?[0-9.E+-]+|NaN)";

  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  private Map<String, Double> scrape() {
    return server
        .get(server.control("/metrics"))
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .collect(
            Collectors.toMap(
                line -> line.substring(0, line.lastIndexOf(' ')),
                line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))));
  }

  @Test
  void page_isInTheTextFormat() {
    HttpResponse<String> page = server.get(server.control("/metrics"));

    assertThat(page.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(page.body().lines().filter(line -> !line.startsWith("#")))
        .isNotEmpty()
        .allMatch(line -> line.matches(LINE));
    List<String> types = page.body().lines().filter(line -> line.startsWith("# TYPE")).toList();
    assertThat(types).doesNotHaveDuplicates();
  }

  @Test
  void names_areThoseOfTheDocumentation() throws Exception {
    String document = Files.readString(Path.of("..", "..", "docs", "deploying.md"));
    Set<String> documented =
        Pattern.compile("`(skip_[a-z_]+)")
            .matcher(document)
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    server.post("/v1/snapshot/active_friends", "0");
    Set<String> names =
        server
            .get(server.control("/metrics"))
            .body()
            .lines()
            .filter(line -> line.startsWith("# TYPE skip_"))
            .map(line -> line.split(" ", 4)[2])
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(names).isNotEmpty();
    // there is no source here, no async function, no sink and no other listener
    documented.removeIf(name -> name.matches("skip_(source|async_|sink_|postgres_).*"));
    assertThat(documented).isEqualTo(names);
  }

  @Test
  void page_isOpenMetrics_ifThatIsAskedFor() {
    HttpResponse<String> page =
        server.send(
            HttpRequest.newBuilder(server.control("/metrics"))
                .header("Accept", "application/openmetrics-text; version=1.0.0"));

    assertThat(page.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/openmetrics-text");
    assertThat(page.body()).endsWith("# EOF\n");
  }

  @Test
  void commits_runsAndCutOffs_areCounted() {
    Map<String, Double> before = scrape();
    server.patch("/v1/inputs/texts", "[[\"a\",[\"one\"]]]");
    server.patch("/v1/inputs/texts", "[[\"a\",[\"refuse me\"]]]");
    Map<String, Double> after = scrape();

    assertThat(grown("skip_commits_total", before, after)).isEqualTo(1);
    assertThat(grown("skip_rollbacks_total", before, after)).isEqualTo(1);
    assertThat(grown("skip_function_runs_total", before, after)).isEqualTo(2);
    assertThat(grown("skip_commit_duration_seconds_count", before, after)).isEqualTo(1);
    assertThat(grown("skip_watermark_tick", before, after)).isEqualTo(1);
  }

  private static double grown(String name, Map<String, Double> before, Map<String, Double> after) {
    return Objects.requireNonNull(after.get(name)) - Objects.requireNonNull(before.get(name));
  }

  @Test
  void collectionsAndResources_haveTheirSizes() {
    server.post("/v1/snapshot/active_friends", "0");
    server.post("/v1/snapshot/active_friends", "1");

    assertThat(scrape())
        .containsEntry("skip_collection_entries{collection=\"users\"}", 4.0)
        .containsEntry("skip_collection_entries{collection=\"groups.map(ActiveMembers)\"}", 2.0)
        .containsEntry("skip_collection_tombstones{collection=\"users\"}", 0.0)
        .containsEntry("skip_instances{resource=\"active_friends\"}", 2.0)
        .hasEntrySatisfying(
            "skip_collection_heap_bytes{collection=\"users\"}",
            bytes -> assertThat(bytes).isBetween(200.0, 2000.0));
  }

  @Test
  void requests_areMeasured_byRouteAndStatus() {
    server.post("/v1/snapshot/active_friends", "0");
    server.post("/v1/snapshot/no_such", "0");
    server.get(server.control("/v1/snapshot/active_friends"));
    server.get(server.streaming("/nothing/here"));

    assertThat(scrape())
        .containsEntry(requests("control", "POST", "/v1/snapshot/{resource}", 200), 1.0)
        .containsEntry(requests("control", "POST", "/v1/snapshot/{resource}", 404), 1.0)
        .containsEntry(requests("control", "GET", "(none)", 405), 1.0)
        .containsEntry(requests("streaming", "GET", "(none)", 404), 1.0);
  }

  private static String requests(String listener, String method, String route, int status) {
    return "skip_request_duration_seconds_count{listener=\"%s\",method=\"%s\",route=\"%s\",status=\"%d\"}"
        .formatted(listener, method, route, status);
  }

  @Test
  void streams_andWhatTheyAreSent_areCounted() {
    try (EventReader events = server.subscribe("active_friends", "0")) {
      assertThat(events.next().name()).isEqualTo("init");

      assertThat(scrape())
          .containsEntry("skip_streams", 1.0)
          .containsEntry("skip_subscribers", 1.0)
          .containsEntry("skip_lagging_subscribers", 0.0)
          .containsEntry("skip_events_sent_total", 1.0);
    }
  }

  @Test
  void stream_thatItsClientLeaves_isMeasured() {
    try (EventReader events = server.subscribe("active_friends", "0")) {
      events.next();
    }
    Wait.until(() -> scrape().containsKey(requests("streaming", "GET", "/v1/streams/{uuid}", 200)));
  }

  @Test
  void subscriberThatDoesNotRead_isLagging_untilItDoes() {
    try (EventReader events =
        new EventReader(server.server().streamingPort(), 4096, "/v1/resources/texts")) {
      String text = "x".repeat(1 << 20);
      long written = 0;
      while (Objects.equals(scrape().get("skip_lagging_subscribers"), 0.0)) {
        server.patch("/v1/inputs/texts", "[[\"a\",[\"" + written++ + text + "\"]]]");
      }
      String last = "[[\"a\",[\"" + (written - 1) + text + "\"]]]";
      while (!events.next().data().equals(last)) {
        assertThat(server.server().instance().streamCount()).isEqualTo(1);
      }
      Wait.until(() -> Objects.equals(scrape().get("skip_lagging_subscribers"), 0.0));
    }
  }

  @Test
  void jvm_isMeasured() {
    assertThat(scrape()).containsKeys("process_uptime_seconds", "jvm_threads_live_threads");
  }

  @Test
  void durations_fallBetweenTheirBounds() {
    Durations durations = new Durations();
    durations.add(0);
    durations.add(100_000);
    durations.add(100_001);
    durations.add(60_000_000_000L);

    long[] counts = durations.counts();
    assertThat(counts[0]).isEqualTo(2);
    assertThat(counts[1]).isEqualTo(1);
    assertThat(counts[counts.length - 1]).isEqualTo(1);
    assertThat(durations.seconds()).isBetween(60.0, 60.001);
  }
}
