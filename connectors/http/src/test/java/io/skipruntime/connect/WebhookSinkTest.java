package io.skipruntime.connect;

import static io.skipruntime.engine.sink.MemoryTarget.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Entry;
import io.skipruntime.SinkStatus;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks, with a real receiver on this machine. */
class WebhookSinkTest {

  private static final String SECRET = "a-secret-of-the-test";

  @TempDir Path directory;

  private final Receiver receiver = new Receiver(SECRET);
  private final StandIn server = new StandIn(receiver::answer);
  private final List<ServiceInstance> started = new ArrayList<>();

  @AfterEach
  void close() {
    started.forEach(ServiceInstance::close);
    server.close();
  }

  private ServiceInstance start(UnaryOperator<WebhookSink> change) throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), SECRET + "\n");
    WebhookSink sink =
        WebhookSink.to(server.address("/hook?key=hidden"))
            .withSecretFile(secret)
            .withTimeoutMillis(2_000)
            .allowingPrivateAddresses();
    ServiceInstance service =
        ServiceInstance.start(
            new TextsService(change.apply(sink)), EngineOptions.defaults().withCloseMillis(1_000));
    started.add(service);
    return service;
  }

  private static void put(ServiceInstance service, long key, String... texts) {
    service.update("texts", List.of(new Entry<>(key, List.of(texts))));
  }

  private static SinkStatus status(ServiceInstance service) {
    return service.sinks().statuses().getFirst();
  }

  private static Map<Json, Json> all(ServiceInstance service) {
    Map<Json, Json> contents = new TreeMap<>();
    for (Entry<Long, String> entry : service.<Long, String>getAll("all")) {
      contents.put(
          Json.from(entry.key()), Json.array(entry.values().stream().map(Json::of).toList()));
    }
    return contents;
  }

  private void awaitReceived(ServiceInstance service) {
    await(() -> receiver.contents().equals(all(service)) && isCaughtUp(service));
    assertThat(receiver.complaints()).isEmpty();
  }

  private static boolean isCaughtUp(ServiceInstance service) {
    return status(service).lag().equals(SinkStatus.Lag.NONE)
        && status(service).state() == SinkStatus.State.LIVE;
  }

  @Test
  void receiver_hasWhatTheResourceHas() throws IOException {
    ServiceInstance service = start(sink -> sink.withHeader("X-Kind", "texts"));
    put(service, 1, "one");
    put(service, 2, "two", "zwei");
    awaitReceived(service);
    put(service, 1);
    awaitReceived(service);
    assertThat(receiver.contents()).containsOnlyKeys(Json.of(2));
    assertThat(receiver.resets()).isEqualTo(1);
    assertThat(server.requests().getFirst().headers().getFirst("X-Kind")).isEqualTo("texts");
  }

  @Test
  void largeContents_areSplitIntoRequestsOfTheLimit() throws IOException {
    ServiceInstance service = start(sink -> sink.withMaxBytes(5_000));
    service.update(
        "texts",
        LongStream.range(0, 200).mapToObj(key -> Entry.of(key, Receiver.text(500))).toList());
    put(service, 1_000, Receiver.text(10_000));
    await(() -> isCaughtUp(service) && receiver.contents().size() == 200);
    assertThat(receiver.largest()).isBetween(4_000, 5_000);
    assertThat(status(service).refused().first().getFirst().why())
        .contains("larger than 5000 bytes");
  }

  /** Scenario Q4. */
  @Test
  void statesOfAKey_comeInOrder_whenEveryThirdRequestFails() throws IOException {
    ServiceInstance service = start(sink -> sink.withLanes(3));
    AtomicInteger count = new AtomicInteger();
    receiver.trouble(request -> count.incrementAndGet() % 3 == 0 ? 500 : 0);
    for (int round = 0; round < 20; round++) {
      for (long key = 0; key < 6; key++) {
        put(service, key, "round " + round);
      }
    }
    awaitReceived(service);
    for (long key = 0; key < 6; key++) {
      assertThat(receiver.ticksOf(Json.of(key))).isSorted();
    }
    assertThat(server.mostInFlight()).isLessThanOrEqualTo(3);
  }

  @Test
  void state_thatCameAlready_mayComeAgain_andNeverGoesBack() throws IOException {
    Random random = new Random(Long.getLong("skip.seed", 1));
    ServiceInstance service = start(sink -> sink.withLanes(2));
    receiver.losesAnswers();
    receiver.trouble(Receiver.sometimes(random, 3, -1));
    for (int round = 0; round < 40; round++) {
      put(service, random.nextInt(5), "round " + round);
    }
    awaitReceived(service);
  }

  /** Scenario Q5. */
  @Test
  void key_thatTheReceiverRefuses_isListedAndHoldsUpNoOther() throws IOException {
    ServiceInstance service = start(sink -> sink);
    receiver.refuse(Json.of(3));
    receiver.refuse(Json.of(7));
    service.update(
        "texts", LongStream.range(0, 10).mapToObj(key -> Entry.of(key, "t" + key)).toList());
    await(() -> receiver.contents().size() == 8 && isCaughtUp(service));
    assertThat(status(service).refused().first())
        .extracting(SinkStatus.Refused::key)
        .containsExactly("3", "7");
    assertThat(status(service).refused().first().getFirst().why())
        .contains("answered 422")
        .doesNotContain("hidden");
    receiver.refuseNothing();
    put(service, 3, "again");
    await(() -> receiver.contents().size() == 9 && isCaughtUp(service));
    assertThat(status(service).refused().count()).isEqualTo(1);
  }

  /** Scenario Q6, in short: everything that was missed comes, net for each key. */
  @Test
  void receiver_thatWasAway_isGivenEverything() throws IOException {
    ServiceInstance service = start(sink -> sink);
    put(service, 1, "one");
    awaitReceived(service);
    server.answer(StandIn.status(503, ""));
    for (int i = 0; i < 50; i++) {
      put(service, i % 5, "text " + i);
    }
    await(() -> status(service).state() == SinkStatus.State.RETRYING);
    put(service, 1);
    assertThat(status(service).reason().orElseThrow()).contains("answered 503").contains("/hook");
    assertThat(status(service).reason().orElseThrow()).doesNotContain("hidden");
    server.answer(receiver::answer);
    awaitReceived(service);
    assertThat(receiver.resets()).isEqualTo(1);
  }

  @Test
  void answerAboutTheAddress_refusesNoKeys() throws IOException {
    ServiceInstance service = start(sink -> sink);
    awaitReceived(service);
    server.answer(StandIn.status(404, ""));
    put(service, 1, "one");
    await(() -> status(service).state() == SinkStatus.State.RETRYING);
    assertThat(status(service).refused().count()).isZero();
    server.answer(receiver::answer);
    awaitReceived(service);
  }

  @Test
  void retryAfter_isKept() throws IOException {
    ServiceInstance service = start(sink -> sink);
    awaitReceived(service);
    server.answer(exchange -> {
      exchange.getResponseHeaders().set("Retry-After", "3600");
      exchange.sendResponseHeaders(429, -1);
    });
    int before = server.requestCount();
    put(service, 1, "one");
    await(() -> status(service).written().failures() == 1);
    assertThat(server.requestCount()).isEqualTo(before + 1);
    server.answer(receiver::answer);
    service.sinks().resync("texts"); // does not wait that long
    awaitReceived(service);
  }

  @Test
  void privateAddress_isRefused_unlessItIsAllowed() throws IOException {
    WebhookSink sink = WebhookSink.to(server.address("/hook"));
    ServiceInstance service = start(allowed -> sink);
    await(() -> status(service).state() == SinkStatus.State.RETRYING);
    assertThat(status(service).reason().orElseThrow()).contains("private network");
    assertThat(server.requestCount()).isZero();
    for (String text :
        List.of(
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "fd00::1",
            "fe80::1",
            "::1",
            "::ffff:127.0.0.1",
            "64:ff9b::a01:203")) {
      assertThat(PrivateAddresses.isPrivate(InetAddress.getByName(text))).as(text).isTrue();
    }
    for (String text : List.of("8.8.8.8", "172.32.0.1", "2a00:1450:4001::1")) {
      assertThat(PrivateAddresses.isPrivate(InetAddress.getByName(text))).as(text).isFalse();
    }
  }

  @Test
  void address_thatIsNotOfHttp_isRefused() {
    assertThatThrownBy(() -> WebhookSink.to(URI.create("ftp://127.0.0.1/hook")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WebhookSink.to(server.address("/")).withLanes(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lanes");
  }

  @Test
  void secretFile_thatCannotBeRead_isTheReason() throws IOException {
    ServiceInstance service = start(sink -> sink.withSecretFile(directory.resolve("missing")));
    await(() -> status(service).state() == SinkStatus.State.RETRYING);
    assertThat(status(service).reason().orElseThrow()).contains("secret of the webhook");
  }
}
