package io.skipruntime.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Entry;
import io.skipruntime.SourceStatus;
import io.skipruntime.SourceUnavailableException;
import io.skipruntime.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Polls a source that fails in every way, and shows that this is visible and passes. */
class PolledExternalServiceTest {

  private static final String TWO_ROWS = "{\"a\":1,\"b\":2}";

  private final StandIn source = new StandIn(StandIn.json(TWO_ROWS));
  private final List<Mirrored> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(Mirrored::close);
    source.close();
  }

  /** An object's members become the rows. */
  private static List<Entry<Json, Json>> rows(Json data) {
    return data.asObject().members().entrySet().stream()
        .map(member -> Entry.of((Json) Json.of(member.getKey()), member.getValue()))
        .toList();
  }

  private PolledResource resource() {
    return PolledResource.of(source.address("/rows?fixed=yes"), PolledExternalServiceTest::rows)
        .withIntervalMillis(20)
        .withTimeoutMillis(300)
        .withMaxRetryMillis(50);
  }

  private Mirrored mirrored(PolledResource resource) {
    Mirrored mirrored = new Mirrored(new PolledExternalService(Map.of("rows", resource)));
    opened.add(mirrored);
    return mirrored;
  }

  private Mirrored mirrored() {
    return mirrored(resource());
  }

  /** What holds for each way to fail: the data stays, the status says why, and both recover. */
  private void staysVisiblyStale(StandIn.Answer failing, String reason) {
    Mirrored mirrored = mirrored();
    assertThat(mirrored.rows()).isEqualTo("{a=1, b=2}");
    mirrored.become(SourceStatus.State.LIVE);
    source.answer(failing);
    mirrored.becomeStale(reason);
    Instant since = mirrored.status().since();
    assertThat(mirrored.rows()).isEqualTo("{a=1, b=2}");

    int requests = source.requestCount();
    mirrored.until(() -> source.requestCount() > requests + 1);
    assertThat(mirrored.status().state()).isEqualTo(SourceStatus.State.STALE);
    assertThat(mirrored.status().since()).isEqualTo(since);
    assertThat(mirrored.status().lastDelivery().orElseThrow()).isBeforeOrEqualTo(since);

    source.answer(StandIn.json("{\"a\":3}"));
    mirrored.becomeLiveWith("{a=3}");
    assertThat(mirrored.status().reason()).isEmpty();
  }

  @Test
  void serverError_makesTheSourceStale() {
    staysVisiblyStale(StandIn.status(500, "oops"), "/rows answered 500");
  }

  @Test
  void unavailable_makesTheSourceStale_untilItSaysToComeBack() {
    staysVisiblyStale(StandIn.status(503, ""), "answered 503");
  }

  @Test
  void textThatIsNoJson_makesTheSourceStale() {
    staysVisiblyStale(StandIn.json("{\"a\":1,"), "is not JSON: ");
  }

  @Test
  void answerThatDoesNotCome_makesTheSourceStale() {
    staysVisiblyStale(source.hang(), "did not answer completely within 300 ms");
  }

  @Test
  void answerThatDrips_makesTheSourceStale() {
    staysVisiblyStale(source.drip(), "did not answer completely within 300 ms");
  }

  @Test
  void answerThatIsTooLong_makesTheSourceStale() {
    String long10Megabytes = "{\"a\":\"" + "x".repeat(10 << 20) + "\"}";
    staysVisiblyStale(StandIn.json(long10Megabytes), "has more than 10485760 bytes");
  }

  @Test
  void redirection_isNotFollowed_andMakesTheSourceStale() {
    staysVisiblyStale(
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/other?token=secret");
          exchange.sendResponseHeaders(302, -1);
        },
        "answered 302, a redirection to http://127.0.0.1:"
            + source.port()
            + "/other; redirections are not followed");
    assertThat(source.requests()).allMatch(each -> each.address().getPath().equals("/rows"));
  }

  @Test
  void answerWithoutData_makesTheSourceStale() {
    staysVisiblyStale(StandIn.status(204, ""), "answered 204, which is not 200");
  }

  @Test
  void notModified_thatNobodyAskedFor_makesTheSourceStale() {
    staysVisiblyStale(StandIn.status(304, ""), "answered 304");
  }

  @Test
  void dataThatCannotBeConverted_makesTheSourceStale() {
    staysVisiblyStale(StandIn.json("[1]"), "cannot be converted: ");
  }

  @Test
  void dataOfAnotherType_makesTheSourceStale() {
    staysVisiblyStale(StandIn.json("{\"a\":\"warm\"}"), "warm");
  }

  @Test
  void connectionsThatBreak_makeTheSourceStale() {
    staysVisiblyStale(
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write('{');
        },
        "cannot be reached: ");
  }

  @Test
  void sourceThatIsStopped_isStale_untilItIsStartedAgain() {
    Mirrored mirrored = mirrored();
    assertThat(mirrored.rows()).isEqualTo("{a=1, b=2}");
    int port = source.port();
    source.close();
    mirrored.becomeStale("cannot be reached");
    assertThat(mirrored.rows()).isEqualTo("{a=1, b=2}");
    StandIn restarted = new StandIn(port, StandIn.json("{\"c\":5}"));
    try (restarted) {
      mirrored.becomeLiveWith("{c=5}");
    }
  }

  @Test
  void rowsThatVanishAtTheSource_vanish_andOthersAreNotTouched() {
    Mirrored mirrored = mirrored();
    mirrored.service().instantiateResource("stream", "rows", Mirrored.NO_PARAMS);
    var stream = mirrored.service().subscribe("stream", Optional.empty(), () -> {});
    assertThat(stream.poll()).isPresent();
    source.answer(StandIn.json("{\"b\":2,\"c\":3}"));
    mirrored.becomeLiveWith("{b=2, c=3}");
    assertThat(stream.<String, Long>poll().orElseThrow().values())
        .containsExactly(Entry.deleted("a"), Entry.of("c", 3L));
    source.answer(StandIn.json("{}"));
    mirrored.becomeLiveWith("{}");
  }

  @Test
  void requests_neverOverlap_howeverSlowTheAnswers() {
    source.answer(source.after(100, TWO_ROWS));
    Mirrored mirrored = mirrored(resource().withIntervalMillis(1));
    assertThat(mirrored.rows()).isEqualTo("{a=1, b=2}");
    mirrored.until(() -> source.requestCount() > 4);
    assertThat(source.mostInFlight()).isOne();
  }

  @Test
  void entityTag_isSent_whereItsDataWasAccepted() {
    source.answer(exchange -> {
      exchange.getResponseHeaders().set("ETag", "\"v1\"");
      boolean known = "\"v1\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
      StandIn.status(known ? 304 : 200, known ? "" : TWO_ROWS).to(exchange);
    });
    Mirrored mirrored = mirrored();
    assertThat(mirrored.rows()).isEqualTo("{a=1, b=2}");
    Instant first = mirrored.status().lastDelivery().orElseThrow();
    mirrored.until(() -> mirrored.status().lastDelivery().orElseThrow().isAfter(first));
    assertThat(mirrored.status().state()).isEqualTo(SourceStatus.State.LIVE);
    assertThat(source.requests().getFirst().headers()).doesNotContainKey("If-none-match");

    source.answer(exchange -> {
      exchange.getResponseHeaders().set("ETag", "\"v2\"");
      boolean asked = exchange.getRequestHeaders().containsKey("If-None-Match");
      StandIn.json(asked ? "{\"a\":\"of no number\"}" : "{\"a\":9}").to(exchange);
    });
    mirrored.becomeLiveWith("{a=9}");
  }

  @Test
  void parametersAndHeaders_areSent() {
    Mirrored mirrored = mirrored(resource().withHeader("X-Key", "secret"));
    mirrored.rows(
        Json.object(
            Map.of("city", Json.of("São & Co"), "limit", Json.of(3), "tags", Json.array())));
    StandIn.Request request = source.requests().getFirst();
    assertThat(request.address())
        .hasToString("/rows?fixed=yes&city=S%C3%A3o+%26+Co&limit=3&tags=%5B%5D");
    assertThat(request.headers().getFirst("X-Key")).isEqualTo("secret");
    assertThat(request.headers().getFirst("Accept")).isEqualTo("application/json");
  }

  @Test
  void address_canBeComputedFromTheParameters() {
    PolledResource byPath =
        PolledResource.at(
            params -> source.address("/city/" + params.asLong()), PolledExternalServiceTest::rows);
    Mirrored mirrored = mirrored(byPath);
    assertThat(mirrored.rows(Json.of(7))).isEqualTo("{a=1, b=2}");
    assertThat(source.requests().getFirst().address()).hasToString("/city/7");
    assertThatThrownBy(() -> mirrored.rows(Json.of("x")))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining("the parameters make no address: ");
  }

  @Test
  void firstRequestThatIsRefused_failsAtOnce_andIsTriedAgainWhenAskedFor() {
    source.answer(StandIn.status(404, "no such rows"));
    Mirrored mirrored = mirrored();
    assertThatThrownBy(mirrored::rows)
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining("/rows answered 404");
    assertThat(mirrored.become(SourceStatus.State.FAILED).reason().orElse("")).contains("404");
    source.answer(StandIn.json(TWO_ROWS));
    assertThat(mirrored.rows()).isEqualTo("{a=1, b=2}");
  }

  @Test
  void firstRequestThatMayWorkLater_isWaitedFor_andSaysWhatIsWrong() throws Exception {
    source.answer(StandIn.status(503, ""));
    Mirrored mirrored = mirrored();
    CompletableFuture<String> waiting = CompletableFuture.supplyAsync(mirrored::rows);
    mirrored.until(() ->
        !mirrored.service().sourceStatuses().isEmpty() && mirrored.status().reason().isPresent());
    assertThat(mirrored.status().state()).isEqualTo(SourceStatus.State.LOADING);
    assertThat(mirrored.status().reason().orElseThrow()).contains("answered 503");
    source.answer(StandIn.json(TWO_ROWS));
    assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo("{a=1, b=2}");
    mirrored.become(SourceStatus.State.LIVE);
  }

  @Test
  void keyThatIsGivenTwice_isAMistakeOfTheConversion() {
    PolledResource twice =
        PolledResource.of(source.address("/"), data -> List.of(Entry.of(1L, 1L), Entry.of(1L, 2L)));
    assertThatThrownBy(() -> mirrored(twice).rows())
        .hasMessageContaining("the key 1 is there twice");
  }

  @Test
  void unknownResource_isNamed() {
    PolledExternalService service = new PolledExternalService(Map.of("lines", resource()));
    Mirrored mirrored = new Mirrored(service);
    opened.add(mirrored);
    assertThatThrownBy(mirrored::rows)
        .hasMessageContaining("there is no polled resource rows; there are [lines]");
  }

  @Test
  void polling_ends_withTheService() {
    Mirrored mirrored = mirrored();
    assertThat(mirrored.rows()).isEqualTo("{a=1, b=2}");
    source.answer(source.hang());
    int before = source.requestCount();
    mirrored.until(() -> source.requestCount() > before);
    mirrored.close();
    int after = source.requestCount();
    assertThat(source.mostInFlight()).isOne();
    Mirrored other = mirrored(resource().withIntervalMillis(1_000_000));
    source.answer(StandIn.json(TWO_ROWS));
    assertThat(other.rows()).isEqualTo("{a=1, b=2}");
    assertThat(source.requestCount()).isEqualTo(after + 1);
  }

  @Test
  void addressOfAnotherKind_isRefused() {
    assertThatThrownBy(() ->
            PolledResource.of(
                java.net.URI.create("file:///etc/hosts"), PolledExternalServiceTest::rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http or https");
  }

  private static StandIn.Answer coded(String coding, byte[] body) {
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Encoding", coding);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    };
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream coder = new GZIPOutputStream(out)) {
      coder.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  @Test
  void answerInGzip_isDecoded_withinTheLimit() throws Exception {
    source.answer(coded("gzip", gzip(TWO_ROWS)));
    Mirrored mirrored = mirrored();
    assertThat(mirrored.rows()).isEqualTo("{a=1, b=2}");
    assertThat(source.requests().get(0).headers().getFirst("Accept-Encoding")).isEqualTo("gzip");
    source.answer(coded("gzip", gzip(" ".repeat(11 << 20) + TWO_ROWS)));
    mirrored.becomeStale("has more than 10485760 bytes");
    source.answer(coded("br", gzip(TWO_ROWS)));
    mirrored.becomeStale("has a Content-Encoding other than gzip");
    source.answer(coded("gzip", TWO_ROWS.getBytes(StandardCharsets.UTF_8)));
    mirrored.becomeStale("is not in gzip");
    source.answer(StandIn.json(TWO_ROWS));
    mirrored.becomeLiveWith("{a=1, b=2}");
    byte[] whole = gzip(TWO_ROWS);
    source.answer(coded("gzip", Arrays.copyOf(whole, whole.length + 1)));
    mirrored.becomeStale("is not in gzip");
  }
}
