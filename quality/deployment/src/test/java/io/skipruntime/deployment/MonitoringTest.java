package io.skipruntime.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.skipruntime.server.Executables;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The dashboard, the alerts and the scrape configuration, beside the metrics that a server has. */
class MonitoringTest {

  private static final Pattern SHOWN_IN_ALERT = Pattern.compile("\\$labels\\.([a-z_]+)");
  private static final Pattern SHOWN_IN_LEGEND = Pattern.compile("\\{\\{([a-z_]+)}}");
  private static final Pattern VARIABLE = Pattern.compile("label_values\\(([a-z_]+), ([a-z_]+)\\)");

  private static final Duration PAUSE_LIMIT = Duration.ofSeconds(20);

  @TempDir private Path data;

  private Metrics scraped() throws IOException, InterruptedException {
    ServerOptions options =
        ServerOptions.defaults().withPorts(0, 0).withDataDirectory(data.toString());
    try (SkipServer server = SkipServer.start(new MeasuredService(), options);
        HttpClient client = HttpClient.newHttpClient()) {
      URI control = URI.create("http://127.0.0.1:" + server.controlPort());
      send(
          client,
          HttpRequest.newBuilder(control.resolve("/v1/snapshot/numbers"))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString("{}")));
      HttpRequest.Builder scrape =
          HttpRequest.newBuilder(control.resolve(scrape().at("/metrics_path").asString()));
      long deadline = System.nanoTime() + PAUSE_LIMIT.toNanos();
      String page = send(client, scrape);
      while (!page.contains("jvm_gc_pause_seconds_sum") && System.nanoTime() < deadline) {
        System.gc(); // pauses are counted from the first scrape on, a moment after they were
        page = send(client, scrape);
      }
      return Metrics.of(page);
    }
  }

  private static String send(HttpClient client, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString()).body();
  }

  private static JsonNode scrape() throws IOException {
    return DeployedFiles.yaml("monitoring/prometheus.yml").at("/scrape_configs/0");
  }

  private static List<JsonNode> alerts() throws IOException {
    return DeployedFiles.yaml("monitoring/alerts.yml")
        .at("/groups")
        .valueStream()
        .flatMap(group -> group.at("/rules").valueStream())
        .toList();
  }

  private static Stream<String> names(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group(1));
  }

  @Test
  void alerts_readWhatThereIs() throws Exception {
    Metrics metrics = scraped();
    List<String> missing = new ArrayList<>();
    for (JsonNode alert : alerts()) {
      Stream<String> shown = names(SHOWN_IN_ALERT, alert.at("/annotations/summary").asString());
      new Expression(alert.at("/expr").asString())
          .missingIn(metrics, shown)
          .forEach(each -> missing.add(alert.at("/alert").asString() + ": " + each));
    }

    assertThat(alerts()).hasSizeGreaterThan(10);
    assertThat(missing).isEmpty();
  }

  @Test
  void alerts_areExplained_eachOnce() throws Exception {
    String document = Files.readString(Path.of("..", "..", "docs", "deploying.md"));
    List<String> names = alerts().stream().map(alert -> alert.at("/alert").asString()).toList();

    assertThat(names).doesNotHaveDuplicates();
    assertThat(names).allMatch(name -> document.contains("| `" + name + "` |"), "is explained");
  }

  @Test
  void dashboard_readsWhatThereIs() throws Exception {
    Metrics metrics = scraped();
    JsonNode dashboard = DeployedFiles.json("monitoring/dashboard.json");
    List<String> missing = new ArrayList<>();
    List<JsonNode> targets =
        dashboard
            .at("/panels")
            .valueStream()
            .flatMap(panel -> panel.at("/targets").valueStream())
            .toList();
    for (JsonNode target : targets) {
      missing.addAll(
          new Expression(target.at("/expr").asString())
              .missingIn(metrics, names(SHOWN_IN_LEGEND, target.at("/legendFormat").asString())));
    }

    assertThat(targets).hasSizeGreaterThan(30);
    assertThat(missing).isEmpty();
    assertThat(names(VARIABLE, dashboard.at("/templating/list/1/query/query").asString()))
        .isSubsetOf(metrics.labels().keySet())
        .isNotEmpty();
  }

  @Test
  void dashboard_hasPanelsThatDoNotOverlap() throws Exception {
    List<String> places = new ArrayList<>();
    for (JsonNode panel : DeployedFiles.json("monitoring/dashboard.json").at("/panels")) {
      JsonNode place = panel.at("/gridPos");
      for (int x = place.at("/x").asInt();
          x < place.at("/x").asInt() + place.at("/w").asInt();
          x++) {
        places.add(x + "," + place.at("/y").asInt());
      }
    }

    assertThat(places).doesNotHaveDuplicates();
    assertThat(
            DeployedFiles.json("monitoring/dashboard.json")
                .at("/panels")
                .valueStream()
                .map(panel -> panel.at("/id").asInt()))
        .doesNotHaveDuplicates();
  }

  @Test
  void scrape_isOfControl_withItsToken_andNamedAsTheAlertsSay() throws Exception {
    JsonNode scrape = scrape();

    assertThat(scrape.at("/static_configs/0/targets/0").asString())
        .endsWith(":" + ServerOptions.defaults().controlPort());
    assertThat(scrape.at("/authorization/credentials_file").asString()).isNotEmpty();
    assertThat(alerts())
        .anyMatch(alert ->
            alert.at("/expr").asString().contains("job=\"" + scrape.at("/job_name").asString()));
  }

  @Test
  void rules_areThoseOfPrometheus_accordingToItsOwnTool() throws Exception {
    Optional<Path> promtool = Executables.find("promtool");
    assumeTrue(promtool.isPresent(), "promtool is not installed");
    Process check =
        new ProcessBuilder(
                promtool.get().toString(),
                "check",
                "rules",
                DeployedFiles.path("monitoring/alerts.yml").toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(check.waitFor()).as(output).isZero();
  }
}
