package io.skipruntime.client.live;

import static io.skipruntime.server.Wait.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.client.RemoteResource;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From when on a live collection says that it is live. */
final class CurrentTest {

  private static final String OPENING = ": signs current\nretry: 2000\n\n";
  private static final String SIGN = ": current\n\n";
  private static final String INIT = "event: init\nid: e.f/1\ndata: [[1,[\"a\"]]]\n\n";
  private static final String FAILURE = "event: error\ndata: {\"type\":\"computation-failed\"}\n\n";
  private static final long TIMEOUT_MILLIS = 20_000;

  /** Long enough for a client that would guess that nothing follows. */
  private static final long A_WHILE_MILLIS = 500;

  private final ScriptedStreams service = new ScriptedStreams();
  private final SkipServiceBroker broker = new SkipServiceBroker(service.entrypoint());
  private final LiveCollection<Json, Json> live =
      LiveCollection.open(
          broker, RemoteResource.of("texts"), LiveOptions.defaults().withRetryMillis(1, 10));

  @AfterEach
  void close() {
    service.close();
    live.close();
    broker.close();
  }

  private void becomes(LiveStatus.State state) {
    until(() -> live.status().state() == state);
  }

  private void staysStaleForAWhile() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(A_WHILE_MILLIS);
    while (System.nanoTime() < end) {
      assertThat(live.status().state()).isEqualTo(LiveStatus.State.STALE);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private void isNotLoadedForAWhile() {
    assertThatThrownBy(() -> live.awaitLoaded(A_WHILE_MILLIS))
        .isInstanceOf(NotLoadedException.class);
  }

  @Test
  void firstContents_areThere_whenTheServiceSaysThatTheyAreAll() {
    service.send(OPENING + INIT);
    isNotLoadedForAWhile();
    assertThat(live.contents()).isEmpty();
    service.send("event: update\nid: e.f/2\ndata: [[2,[\"b\"]]]\n\n");
    isNotLoadedForAWhile();
    service.send(SIGN);
    becomes(LiveStatus.State.LIVE);
    assertThat(live.size()).isEqualTo(2);
  }

  @Test
  void eventsThatAreHeld_areOneChange_ofAllThatThereIsThen() {
    List<LiveChange<Json, Json>> changes = new CopyOnWriteArrayList<>();
    live.addListener(changes::add);
    service.send(
        OPENING
            + "event: init\nid: e.f/1\ndata: [[1,[\"a\"]],[2,[\"b\"]]]\n\n"
            + "event: update\nid: e.f/2\ndata: [[1,[]],[2,[\"c\"]],[3,[\"d\"]]]\n\n"
            + "event: update\nid: e.f/3\ndata: [[3,[\"e\"]]]\n\n"
            + SIGN);
    becomes(LiveStatus.State.LIVE);
    assertThat(live.contents())
        .containsExactly(
            Map.entry(Json.of(2), List.of(Json.of("c"))),
            Map.entry(Json.of(3), List.of(Json.of("e"))));
    assertThat(live.watermark()).isEqualTo("e.f/3");
    assertThat(changes).hasSize(1);
    service.end();
    becomes(LiveStatus.State.STALE);
    service.send(
        OPENING
            + "event: update\nid: e.f/4\ndata: [[2,[]]]\n\n"
            + "event: update\nid: e.f/5\ndata: [[3,[]],[4,[\"f\"]]]\n\n"
            + SIGN);
    becomes(LiveStatus.State.LIVE);
    assertThat(live.contents()).containsExactly(Map.entry(Json.of(4), List.of(Json.of("f"))));
    assertThat(changes).hasSize(2);
    assertThat(service.resumed()).containsExactly("e.f/3");
  }

  @Test
  void resumedConnection_isStale_untilTheServiceSaysThatNothingIsMissing() {
    service.send(OPENING + INIT + SIGN);
    becomes(LiveStatus.State.LIVE);
    service.end();
    becomes(LiveStatus.State.STALE);
    until(() -> service.resumed().contains("e.f/1"));
    service.send(OPENING + ":\n\n");
    staysStaleForAWhile();
    service.send(SIGN);
    becomes(LiveStatus.State.LIVE);
  }

  @Test
  void connectionThatEndsBeforeTheSign_isResumedFromWhatWasTaken() {
    service.send(OPENING + INIT + SIGN);
    becomes(LiveStatus.State.LIVE);
    service.end();
    service.send(OPENING + "event: update\nid: e.f/2\ndata: [[1,[]]]\n\n");
    service.end();
    until(() -> service.resumed().size() == 2);
    assertThat(service.resumed()).containsExactly("e.f/1", "e.f/1");
    assertThat(live.size()).isOne();
  }

  @Test
  void recoveredResource_isLive_whenTheServiceSaysSo() {
    service.send(OPENING + INIT + SIGN + FAILURE);
    becomes(LiveStatus.State.STALE);
    service.send(INIT);
    staysStaleForAWhile();
    service.send(SIGN);
    becomes(LiveStatus.State.LIVE);
  }

  @Test
  void withdrawnPermission_endsTheCollection_whichKeepsItsContents_andAsksForNothingMore() {
    service.send(OPENING + INIT + SIGN + "event: error\ndata: {\"type\":\"forbidden\"}\n\n");
    service.end();
    becomes(LiveStatus.State.FAILED);
    isNotAskedForAWhile();
    assertThat(live.status().state()).isEqualTo(LiveStatus.State.FAILED);
    assertThat(live.status().reason()).get().asString().contains("its permission has ended");
    assertThat(live.size()).isOne();
  }

  private void isNotAskedForAWhile() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(A_WHILE_MILLIS);
    while (System.nanoTime() < end) {
      assertThat(service.resumed()).isEmpty();
      assertThat(service.opened()).isOne();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Test
  void expiredPermission_isAskedForAgain() {
    service.send(OPENING + INIT + SIGN + "event: error\ndata: {\"type\":\"unauthorized\"}\n\n");
    service.end();
    becomes(LiveStatus.State.STALE);
    service.send(OPENING + SIGN);
    becomes(LiveStatus.State.LIVE);
  }

  @Test
  void serviceThatGivesNoSign_isTakenAtItsFirstEvent_andAtAHeartbeatWhenItResumes() {
    service.send("retry: 2000\n\n" + INIT);
    live.awaitLoaded(TIMEOUT_MILLIS);
    becomes(LiveStatus.State.LIVE);
    service.end();
    becomes(LiveStatus.State.STALE);
    service.send("retry: 2000\n\n");
    staysStaleForAWhile();
    service.send(":\n\n");
    becomes(LiveStatus.State.LIVE);
  }

  @Test
  void contentsThatBeginWithADifference_areNotTaken() {
    service.send(OPENING + "event: update\nid: e.f/2\ndata: [[2,[\"b\"]]]\n\n" + SIGN);
    service.end();
    until(() -> live.status().reason().orElse("").contains("begins the stream of texts with"));
    isNotLoadedForAWhile();
    service.send(OPENING + INIT + SIGN);
    becomes(LiveStatus.State.LIVE);
    assertThat(live.contents()).containsExactly(Map.entry(Json.of(1), List.of(Json.of("a"))));
  }

  @Test
  void signBeforeTheFirstContents_saysNothing() {
    service.send("retry: 2000\n\n:\n\n");
    isNotLoadedForAWhile();
    service.send(INIT);
    becomes(LiveStatus.State.LIVE);
    assertThat(live.size()).isOne();
    service.send("event: update\nid: e.f/2\ndata: [[2,[\"b\"]]]\n\n");
    until(() -> live.size() == 2);
  }

  @Test
  void signBetweenAFailureAndContents_isAboutThoseThatFollow() {
    service.send(OPENING + INIT + SIGN + FAILURE);
    becomes(LiveStatus.State.STALE);
    service.send(SIGN);
    staysStaleForAWhile();
    service.send(INIT.replace("\"a\"", "\"b\""));
    becomes(LiveStatus.State.LIVE);
    assertThat(live.contents()).containsExactly(Map.entry(Json.of(1), List.of(Json.of("b"))));
  }

  @Test
  void heartbeatAfterAFailure_saysNothing_whereTheServiceGivesNoSign() {
    service.send("retry: 2000\n\n" + INIT + FAILURE);
    becomes(LiveStatus.State.STALE);
    service.send(":\n\n");
    staysStaleForAWhile();
    service.send(INIT.replace("\"a\"", "\"b\""));
    becomes(LiveStatus.State.LIVE);
    assertThat(live.contents()).containsExactly(Map.entry(Json.of(1), List.of(Json.of("b"))));
  }

  @Test
  void differenceAfterAFailure_isNotTaken() {
    service.send(OPENING + INIT + SIGN + FAILURE);
    becomes(LiveStatus.State.STALE);
    service.send("event: update\nid: e.f/2\ndata: [[2,[\"b\"]]]\n\n" + SIGN);
    until(() -> live.status().reason().orElse("").contains("begins the stream of texts with"));
    assertThat(live.size()).isOne();
  }

  /** Lets the stream be that of a service that another process takes the place of. */
  private void becomesLiveAndOpensAgain() {
    service.send(OPENING + INIT + SIGN);
    becomes(LiveStatus.State.LIVE);
    service.end();
    service.send(OPENING + "event: error\ndata: {\"type\":\"unknown-stream\"}\n\n");
    service.end();
    until(() -> service.opened() == 2);
  }

  @Test
  void signBeforeTheContentsOfAnotherHistory_doesNotMakeTheEarlierOnesCurrent() {
    becomesLiveAndOpensAgain();
    service.send(OPENING + SIGN);
    staysStaleForAWhile();
    service.send("event: init\nid: e.g/1\ndata: []\n\n");
    until(() -> live.status().state() == LiveStatus.State.LIVE && live.size() == 0);
  }

  @Test
  void streamOfAnEarlierProcess_isOpenedAgain() {
    becomesLiveAndOpensAgain();
    service.send(OPENING + "event: init\nid: e.g/1\ndata: []\n\n" + SIGN);
    until(() -> live.status().state() == LiveStatus.State.LIVE && live.size() == 0);
  }
}
