package io.skipruntime.client.live;

import static io.skipruntime.client.live.BoardServer.points;
import static io.skipruntime.server.Wait.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.client.live.BoardService.Player;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A live collection whose network and service fail. */
final class LiveConnectionTest {

  private static final long TIMEOUT_MILLIS = 20_000;

  private final BoardServer service = new BoardServer();
  private final LiveCollection<Long, Player> live = service.follow();
  private final Heard heard = new Heard();

  /** What a listener was told. */
  private static final class Heard implements LiveListener<Long, Player> {
    private final List<LiveChange<Long, Player>> changes = new CopyOnWriteArrayList<>();
    private final List<LiveStatus> statuses = new CopyOnWriteArrayList<>();

    @Override
    public void changed(LiveChange<Long, Player> change) {
      changes.add(change);
    }

    @Override
    public void statusChanged(LiveStatus status) {
      statuses.add(status);
    }

    boolean hasBeen(LiveStatus.State state, String reason) {
      return statuses.stream()
          .anyMatch(each ->
              each.state() == state
                  && each.reason().filter(text -> text.contains(reason)).isPresent());
    }
  }

  @AfterEach
  void close() {
    live.close();
    service.close();
  }

  private void becomes(LiveStatus.State state, String points) {
    until(() -> live.status().state() == state && points(live.contents()).equals(points));
  }

  private void listen() {
    live.awaitLoaded(TIMEOUT_MILLIS).addListener(heard);
  }

  @Test
  void connectionThatIsCut_goesOnWhereItWas() {
    service.write(1, 1);
    becomes(LiveStatus.State.LIVE, "{1=1}");
    listen();
    String stream = service.relay().lastStream();
    service.relay().cut();
    until(() -> heard.hasBeen(LiveStatus.State.STALE, "has ended the stream of board"));
    becomes(LiveStatus.State.LIVE, "{1=1}");
    assertThat(service.relay().heard()).containsIgnoringCase("Last-Event-ID: ");
    assertThat(service.relay().lastStream()).isEqualTo(stream);
    assertThat(heard.changes).as("nothing has changed").hasSize(1);

    service.write(1, 2);
    becomes(LiveStatus.State.LIVE, "{1=2}");
  }

  @Test
  void whatHappensWhileTheConnectionIsCut_isOneChange() {
    listen();
    service.relay().swallow(true);
    service.write(1, 1);
    service.write(2, 1);
    service.delete(1);
    service.relay().swallow(false);
    service.relay().cut();
    becomes(LiveStatus.State.LIVE, "{2=1}");
    assertThat(heard.changes).hasSize(2);
    assertThat(points(heard.changes.getLast().changed())).isEqualTo("{2=1}");
  }

  @Test
  void serviceThatIsStartedAnew_isComparedWithWhatThereWas() {
    service.write(1, 1);
    service.write(2, 2);
    service.write(3, 3);
    becomes(LiveStatus.State.LIVE, "{1=1, 2=2, 3=3}");
    listen();
    service.restart();
    until(() -> heard.hasBeen(LiveStatus.State.STALE, ""));
    service
        .broker()
        .update(
            BoardServer.PLAYERS,
            Map.of(2L, List.of(new Player("p2", 2)), 3L, List.of(new Player("p3", 4))));
    becomes(LiveStatus.State.LIVE, "{2=2, 3=4}");
    for (LiveChange<Long, Player> change : heard.changes.subList(1, heard.changes.size())) {
      assertThat(change.before()).isNotEqualTo(change.after());
    }
    service.write(4, 4);
    becomes(LiveStatus.State.LIVE, "{2=2, 3=4, 4=4}");
  }

  @Test
  void streamThatIsDeleted_isOpenedAnew() {
    service.write(1, 1);
    listen();
    String first = service.relay().lastStream();
    service.broker().deleteUUID(first);
    service.write(1, 5);
    becomes(LiveStatus.State.LIVE, "{1=5}");
    assertThat(service.relay().lastStream()).isNotEqualTo(first);
    assertThat(service.server().instance().streamCount()).isOne();
  }

  @Test
  void connectionOverWhichNothingComes_isGivenUp() {
    service.write(1, 1);
    LiveOptions quick = LiveOptions.defaults().withSilenceMillis(300).withRetryMillis(20, 200);
    try (LiveCollection<Long, Player> watched =
        LiveCollection.open(service.broker(), BoardServer.board(0), quick)) {
      watched.awaitLoaded(TIMEOUT_MILLIS).addListener(heard);
      service.relay().swallow(true);
      service.write(1, 2);
      until(() ->
          heard.hasBeen(LiveStatus.State.STALE, "nothing has come from the service for 300 ms"));
      assertThat(points(watched.contents())).isEqualTo("{1=1}");
      service.relay().swallow(false);
      service.relay().cut();
      until(() ->
          watched.status().state() == LiveStatus.State.LIVE
              && points(watched.contents()).equals("{1=2}"));
    }
  }

  @Test
  void connection_isGivenUpAfterTenSeconds_whenNothingElseIsSaid() {
    assertThat(LiveOptions.defaults().silenceMillis()).isEqualTo(10_000);
    assertThat(LiveOptions.defaults().unknownSilenceMillis()).isEqualTo(90_000);
    LiveOptions slower = LiveOptions.defaults().withSilenceMillis(25_000);
    assertThat(slower.silenceMillis()).isEqualTo(25_000);
    assertThat(slower.unknownSilenceMillis()).isEqualTo(25_000);
  }

  @Test
  void resourceThatFails_isStale_untilItHasRecovered() {
    service.write(1, 1);
    listen();
    service.broker().update(BoardServer.PLAYERS, Map.of(2L, List.of(new Player("bad", 1))));
    until(() -> live.status().state() == LiveStatus.State.STALE);
    assertThat(live.status().reason().orElseThrow())
        .contains("the resource board has failed")
        .doesNotContain("a bad player");
    assertThat(points(live.contents())).isEqualTo("{1=1}");
    service.write(1, 2);
    service.delete(2);
    becomes(LiveStatus.State.LIVE, "{1=2}");
  }

  @Test
  void serviceThatIsNotThereYet_isWaitedFor() {
    int control = service.server().controlPort();
    assertThat(control).isPositive();
    service.server().close();
    try (LiveCollection<Long, Player> early = service.follow()) {
      until(() -> early.status().reason().isPresent());
      assertThat(early.status().state()).isEqualTo(LiveStatus.State.CONNECTING);
      assertThatThrownBy(() -> early.awaitLoaded(1))
          .isInstanceOf(NotLoadedException.class)
          .hasMessageContaining("cannot be reached");
      service.restart();
      early.awaitLoaded(TIMEOUT_MILLIS);
      assertThat(early.status().state()).isEqualTo(LiveStatus.State.LIVE);
    }
  }
}
