package io.skipruntime.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.examples.demo.LiveAuctionService.Bid;
import io.skipruntime.examples.demo.LiveAuctionService.PlaceBid;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The demo's own web application, and what its buttons measure. */
final class TrialsTest {

  static final Trials.Sizes SMALL = new Trials.Sizes(20, Duration.ofMillis(300));

  private final HttpClient client = HttpClient.newHttpClient();
  private RunningDemo demo;

  @BeforeEach
  void start() throws IOException {
    HttpServer bound = RunningDemo.bind("127.0.0.1", 0);
    demo = RunningDemo.start(ServerOptions.defaults().withPorts(0, 0), bound, SMALL);
  }

  @AfterEach
  void close() {
    client.close();
    demo.close();
  }

  private HttpResponse<String> post(String path, String type)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(demo.page() + path))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString("{}"))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private JsonObject make(String trial) throws IOException, InterruptedException {
    HttpResponse<String> answer = post("/trials/" + trial, "application/json");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.parse(answer.body()).asObject();
  }

  private static long number(JsonObject measured, String name) {
    return Long.parseLong(measured.get(name).toString());
  }

  @Test
  void restart_keepsTheBids() throws Exception {
    ServiceInstance before = demo.server().instance();
    before.commands().run("place_bid", new PlaceBid("vase", "you", 5_000));
    JsonObject measured = make("restart");

    ServiceInstance after = demo.server().instance();
    assertThat(after).isNotSameAs(before);
    assertThat(after.<String, Bid>getInput("bids"))
        .anySatisfy(bid -> assertThat(bid.values()).containsExactly(new Bid("vase", "you", 5_000)));
    assertThat(number(measured, "tickAfter"))
        .isGreaterThanOrEqualTo(number(measured, "tickBefore"));
    assertThat(after.watermark().epoch()).isEqualTo(before.watermark().epoch());
  }

  @Test
  void failingWrite_isRefused_andLeavesNothing() throws Exception {
    JsonObject measured = make("failing");

    assertThat(number(measured, "status")).isEqualTo(422);
    assertThat(measured.get("detail").asString()).contains("nobody");
    assertThat(demo.server().instance().<String, Bid>getInput("bids"))
        .noneMatch(bid -> bid.key().equals("nobody"));
  }

  @Test
  void manyLots_comeAndGo() throws Exception {
    JsonObject added = make("grow");
    assertThat(number(added, "lots")).isEqualTo(Stock.LOTS.size() + Stock.MANY);
    assertThat(number(added, "runs")).isGreaterThanOrEqualTo(Stock.MANY);
    assertThat(number(make("grow"), "lots")).isEqualTo(Stock.LOTS.size());
  }

  @Test
  void burst_measuresItsWrites() throws Exception {
    JsonObject measured = make("burst");
    assertThat(number(measured, "writes")).isBetween(1L, 20L);
    assertThat(number(measured, "p99Micros"))
        .isGreaterThanOrEqualTo(number(measured, "medianMicros"));
    assertThat(number(measured, "commits")).isGreaterThanOrEqualTo(number(measured, "writes"));
  }

  @Test
  void soldLot_beginsAgain() {
    demo.endPulse();
    ServiceInstance service = demo.server().instance();
    Auctioneer auctioneer = new Auctioneer(() -> service);
    int most = 0;
    for (int i = 0; i < 600; i++) {
      auctioneer.bid();
      most = Math.max(most, service.getInput("bids").size());
    }
    auctioneer.close();
    assertThat(most).isBetween(41, 6 * 41);
  }

  @Test
  void trials_areNotForOtherPages() throws Exception {
    assertThat(post("/trials/burst", "text/plain").statusCode()).isEqualTo(415);
    assertThat(post("/trials/nothing", "application/json").statusCode()).isEqualTo(404);
    HttpRequest get = HttpRequest.newBuilder(URI.create(demo.page() + "/trials/burst")).build();
    assertThat(client.send(get, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
    URI control = URI.create(demo.addresses().control() + "/trials/burst");
    HttpRequest atControl =
        HttpRequest.newBuilder(control)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{}"))
            .build();
    assertThat(client.send(atControl, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
  }

  @Test
  void why_isAskedByKey() throws Exception {
    demo.server().instance().commands().run("place_bid", new PlaceBid("vase", "you", 5_000));
    URI why =
        URI.create(demo.page() + "/why?resource=lots&params=%7B%22limit%22%3A6%7D&key=%22vase%22");
    HttpResponse<String> answer =
        client.send(HttpRequest.newBuilder(why).build(), BodyHandlers.ofString());
    assertThat(answer.body()).contains("\"price\":5000", "lots.map(ToRow)", "\"amount\":5000");

    URI unknown = URI.create(demo.page() + "/why?resource=none&key=1");
    assertThat(
            client
                .send(HttpRequest.newBuilder(unknown).build(), BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(404);
  }
}
