package io.skipruntime.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Entry;
import io.skipruntime.SourceStatus;
import io.skipruntime.SourceUnavailableException;
import io.skipruntime.client.Entrypoint;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.json.Json;
import io.skipruntime.server.Relay;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Follows a real server that is stopped, started anew, and forgets its streams. */
class SkipExternalServiceTest {

  private static final Json CHECKED = Json.object(Map.of("no", Json.of(true)));

  private SkipServer other = start(0, 0);
  private final Relay relay = new Relay(other.streamingPort());
  private final List<Mirrored> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(Mirrored::close);
    relay.close();
    other.close();
  }

  private static SkipServer start(int controlPort, int streamingPort) {
    ServerOptions options =
        ServerOptions.defaults()
            .withPorts(controlPort, streamingPort)
            .withHeartbeatMillis(50)
            .withEngine(EngineOptions.defaults().withIdleMillis(1_000_000));
    return SkipServer.start(new NumbersService(), options);
  }

  private Entrypoint entrypoint() {
    return Entrypoint.local(other.streamingPort(), other.controlPort());
  }

  private Mirrored mirrored() {
    return mirrored(20_000);
  }

  /** A service that uses the other one, which it reaches through the relay as to streams. */
  private Mirrored mirrored(long silenceMillis) {
    Entrypoint entrypoint = Entrypoint.local(relay.port(), other.controlPort());
    Mirrored mirrored = new Mirrored(new SkipExternalService(entrypoint, silenceMillis));
    opened.add(mirrored);
    return mirrored;
  }

  private void write(String key, String... numbers) {
    List<BigDecimal> values = Stream.of(numbers).map(BigDecimal::new).toList();
    other.instance().update("numbers", List.of(new Entry<>(key, values)));
  }

  private void restart() {
    int control = other.controlPort();
    int streaming = other.streamingPort();
    other.close();
    other = start(control, streaming);
  }

  @Test
  void otherService_isMirrored_inTheTypesThatAreAskedFor() {
    write("a", "1");
    Mirrored mirrored = mirrored();
    assertThat(mirrored.service().<String, Long>getAll("rows", Mirrored.NO_PARAMS))
        .containsExactly(Entry.of("a", 1L));
    write("b", "2");
    mirrored.becomeLiveWith("{a=1, b=2}");
    write("a");
    mirrored.becomeLiveWith("{b=2}");
  }

  @Test
  void source_isStale_whileTheOtherServiceIsAway_andConvergesWhenItIsBack() {
    write("a", "1");
    write("b", "2");
    Mirrored mirrored = mirrored();
    assertThat(mirrored.rows()).isEqualTo("{a=1, b=2}");
    int control = other.controlPort();
    int streaming = other.streamingPort();
    other.close();
    mirrored.becomeStale("cannot be reached");
    assertThat(mirrored.rows()).isEqualTo("{a=1, b=2}");

    other = start(control, streaming);
    write("b", "3");
    mirrored.becomeLiveWith("{b=3}");
    write("c", "4");
    mirrored.becomeLiveWith("{b=3, c=4}");
    assertThat(other.instance().streamCount()).isOne();
  }

  @Test
  void source_convergesEachTime_whenTheOtherServiceIsStartedAnewAgainAndAgain() {
    write("x", "0");
    Mirrored mirrored = mirrored();
    assertThat(mirrored.rows()).isEqualTo("{x=0}");
    for (int i = 1; i <= 3; i++) {
      restart();
      write("x", Integer.toString(i));
      mirrored.becomeLiveWith("{x=" + i + "}");
    }
  }

  @Test
  void streamThatIsDeleted_whileItIsFollowed_isOpenedAnew() {
    write("a", "1");
    Mirrored mirrored = mirrored();
    assertThat(mirrored.rows()).isEqualTo("{a=1}");
    String first = relay.lastStream();
    try (SkipServiceBroker broker = new SkipServiceBroker(entrypoint())) {
      broker.deleteUUID(first);
    }
    write("a", "5");
    mirrored.becomeLiveWith("{a=5}");
    assertThat(relay.lastStream()).isNotEqualTo(first);
  }

  @Test
  void connectionThatIsCut_isResumed_whereItWas() {
    write("a", "1");
    Mirrored mirrored = mirrored();
    assertThat(mirrored.rows()).isEqualTo("{a=1}");
    String first = relay.lastStream();
    Instant delivered = mirrored.become(SourceStatus.State.LIVE).lastDelivery().orElseThrow();
    relay.cut();
    mirrored.until(() -> relay.heard().contains("Last-Event-ID: "));
    mirrored.until(() -> mirrored.status().lastDelivery().orElseThrow().isAfter(delivered));
    mirrored.become(SourceStatus.State.LIVE);
    assertThat(relay.lastStream()).isEqualTo(first);
    write("a", "2");
    mirrored.becomeLiveWith("{a=2}");
  }

  @Test
  void connectionOverWhichNothingComes_isGivenUp() {
    write("a", "1");
    Mirrored mirrored = mirrored(500);
    assertThat(mirrored.rows()).isEqualTo("{a=1}");
    relay.swallow(true);
    write("a", "2");
    mirrored.becomeStale("nothing has come from the service for 500 ms");
    assertThat(mirrored.rows()).isEqualTo("{a=1}");
    relay.swallow(false);
    relay.cut();
    mirrored.becomeLiveWith("{a=2}");
  }

  @Test
  void connection_isGivenUpAfterTenSeconds_whenNothingElseIsSaid() {
    SkipExternalService usual = new SkipExternalService(entrypoint());
    SkipExternalService slower = new SkipExternalService(entrypoint(), 25_000);
    try {
      assertThat(usual.options().silenceMillis()).isEqualTo(10_000);
      assertThat(slower.options()).isEqualTo(usual.options().withSilenceMillis(25_000));
    } finally {
      usual.shutdown();
      slower.shutdown();
    }
  }

  @Test
  void dataThatDoesNotFit_makesTheSourceStale_andNothingIsMissingWhenItFitsAgain() {
    write("a", "1");
    write("b", "1");
    Mirrored mirrored = mirrored();
    assertThat(mirrored.rows()).isEqualTo("{a=1, b=1}");
    other
        .instance()
        .update(
            "numbers",
            List.of(
                Entry.of("a", new BigDecimal("1.5")),
                Entry.of("b", new BigDecimal("2")),
                Entry.of("c", new BigDecimal("3"))));
    mirrored.becomeStale("1.5");
    write("a", "4");
    mirrored.becomeLiveWith("{a=4, b=2, c=3}");
  }

  @Test
  void resourceThatFailsOverThere_isStale_untilItHasRecovered() {
    write("a", "1");
    Mirrored mirrored = mirrored();
    assertThat(mirrored.rows(CHECKED)).isEqualTo("{a=1}");
    write("bad", "1");
    mirrored.becomeStale("the resource rows has failed: ");
    assertThat(mirrored.rows(CHECKED)).isEqualTo("{a=1}");
    Instant delivered = mirrored.status().lastDelivery().orElseThrow();
    relay.cut(); // and that it is connected again does not make it live
    mirrored.becomeStale("has ended the stream");
    mirrored.becomeStale("the resource rows has failed: ");
    assertThat(mirrored.status().lastDelivery()).contains(delivered);
    write("bad");
    mirrored.until(() -> mirrored.status().state() == SourceStatus.State.LIVE);
    assertThat(mirrored.rows(CHECKED)).isEqualTo("{a=1}");
  }

  @Test
  void resourceThatIsRefused_failsAtOnce() {
    write("bad", "1");
    Mirrored mirrored = mirrored();
    assertThatThrownBy(() -> mirrored.rows(CHECKED))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining(" refuses rows: 422 computation-failed");
    mirrored.become(SourceStatus.State.FAILED);
  }

  @Test
  void firstRequest_waitsForAServiceThatIsStartedLater() throws Exception {
    int control = other.controlPort();
    int streaming = other.streamingPort();
    other.close();
    Mirrored mirrored = mirrored();
    CompletableFuture<String> waiting = CompletableFuture.supplyAsync(mirrored::rows);
    mirrored.until(() ->
        !mirrored.service().sourceStatuses().isEmpty() && mirrored.status().reason().isPresent());
    assertThat(mirrored.status().state()).isEqualTo(SourceStatus.State.LOADING);
    other = start(control, streaming);
    assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo("{}");
  }

  @Test
  void manyWrites_areAllSeen_whileConnectionsAreCut() {
    Mirrored mirrored = mirrored();
    assertThat(mirrored.rows()).isEqualTo("{}");
    for (int i = 0; i < 200; i++) {
      write("k" + i % 7, Integer.toString(i));
      if (i % 40 == 20) {
        relay.cut();
      }
    }
    mirrored.becomeLiveWith("{k0=196, k1=197, k2=198, k3=199, k4=193, k5=194, k6=195}");
  }

  @Test
  void stream_isDeletedOverThere_withTheService() {
    Mirrored mirrored = mirrored();
    assertThat(mirrored.rows()).isEqualTo("{}");
    assertThat(other.instance().streamCount()).isOne();
    mirrored.close();
    mirrored.until(() -> other.instance().streamCount() == 0);
  }
}
