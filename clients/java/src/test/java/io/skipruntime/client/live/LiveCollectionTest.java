package io.skipruntime.client.live;

import static io.skipruntime.client.live.BoardServer.points;
import static io.skipruntime.server.Wait.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.client.RemoteResource;
import io.skipruntime.client.live.BoardService.Player;
import io.skipruntime.engine.EventId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LiveCollectionTest {

  private static final long TIMEOUT_MILLIS = 20_000;

  private final BoardServer service = new BoardServer();

  @AfterEach
  void close() {
    service.close();
  }

  private LiveCollection<Long, Player> loaded() {
    return service.follow().awaitLoaded(TIMEOUT_MILLIS);
  }

  private static void becomes(LiveCollection<Long, Player> live, String points) {
    until(() -> points(live.contents()).equals(points));
  }

  @Test
  void contents_followTheWrites_inTheirTypes() {
    service.write(10, 1);
    service.write(9, 5);
    try (LiveCollection<Long, Player> live = loaded()) {
      assertThat(live.contents())
          .containsExactly(
              Map.entry(9L, List.of(new Player("p9", 5))),
              Map.entry(10L, List.of(new Player("p10", 1))));
      assertThat(live.status().state()).isEqualTo(LiveStatus.State.LIVE);
      assertThat(live.findUnique(9L)).contains(new Player("p9", 5));
      assertThat(live.findUnique(8L)).isEmpty();
      SortedMap<Long, List<Player>> before = live.snapshot();
      service.write(8, 7);
      service.delete(10);
      becomes(live, "{8=7, 9=5}");
      assertThat(live.size()).isEqualTo(2);
      assertThat(points(before)).isEqualTo("{9=5, 10=1}");
      assertThat(EventId.parse(live.watermark()).orElseThrow().watermark())
          .isEqualTo(service.server().instance().watermark());
    }
  }

  @Test
  void readers_seeWholeCommits() throws Exception {
    service.broker().update(BoardServer.PLAYERS, pair(0));
    AtomicBoolean done = new AtomicBoolean();
    try (LiveCollection<Long, Player> live = loaded()) {
      CompletableFuture<Integer> reader =
          CompletableFuture.supplyAsync(() -> {
            int mixed = 0;
            while (!done.get()) {
              List<Long> seen = new ArrayList<>();
              live.contents().values().forEach(each -> seen.add(each.getFirst().points()));
              mixed += seen.getFirst().equals(seen.getLast()) ? 0 : 1;
            }
            return mixed;
          });
      try {
        for (int i = 1; i <= 300; i++) {
          service.broker().update(BoardServer.PLAYERS, pair(i));
        }
        becomes(live, "{1=300, 2=300}");
      } finally {
        done.set(true);
      }
      assertThat(reader.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)).isZero();
    }
  }

  private static Map<Long, List<Player>> pair(long points) {
    return Map.of(1L, List.of(new Player("a", points)), 2L, List.of(new Player("b", points)));
  }

  @Test
  void listener_isToldAllThereIs_thenWhatChanges() {
    service.write(1, 1);
    List<LiveChange<Long, Player>> heard = new CopyOnWriteArrayList<>();
    try (LiveCollection<Long, Player> live = loaded()) {
      live.addListener(heard::add);
      assertThat(heard).hasSize(1);
      assertThat(points(heard.getFirst().changed())).isEqualTo("{1=1}");
      assertThat(heard.getFirst().before()).isEmpty();

      service.write(2, 2);
      becomes(live, "{1=1, 2=2}");
      service.delete(1);
      until(() -> heard.size() == 3);
      assertThat(points(heard.get(1).changed())).isEqualTo("{2=2}");
      assertThat(heard.get(2).changed()).containsExactly(Map.entry(1L, List.of()));
      assertThat(heard.get(2).valuesBefore(1L)).containsExactly(new Player("p1", 1));
      assertThat(points(heard.get(2).before())).isEqualTo("{1=1, 2=2}");
      assertThat(points(heard.get(2).after())).isEqualTo("{2=2}");
    }
  }

  @Test
  void listenerThatFails_doesNotKeepOthersFromHearing_norTheCollectionFromFollowing() {
    List<LiveChange<Long, Player>> heard = new CopyOnWriteArrayList<>();
    try (LiveCollection<Long, Player> live = loaded()) {
      live.addListener(change -> {
        throw new IllegalStateException("no");
      });
      live.addListener(heard::add);
      service.write(1, 1);
      service.write(2, 1);
      becomes(live, "{1=1, 2=1}");
      until(() -> heard.size() >= 2);
      assertThat(live.status().state()).isEqualTo(LiveStatus.State.LIVE);
    }
  }

  @Test
  void listenerThatIsRemoved_hearsNoMore() {
    List<LiveChange<Long, Player>> heard = new CopyOnWriteArrayList<>();
    LiveListener<Long, Player> listener = heard::add;
    try (LiveCollection<Long, Player> live = loaded()) {
      live.addListener(listener);
      live.removeListener(listener);
      service.write(1, 1);
      becomes(live, "{1=1}");
      assertThat(heard).as("the empty contents at the start").hasSize(1);
    }
  }

  @Test
  void close_keepsTheContents_andClosesTheStreamOverThere() {
    service.write(1, 1);
    LiveCollection<Long, Player> live = loaded();
    assertThat(service.server().instance().streamCount()).isOne();
    live.close();
    assertThat(service.server().instance().streamCount()).isZero();
    assertThat(live.status().state()).isEqualTo(LiveStatus.State.CLOSED);
    service.write(1, 2);
    assertThat(points(live.contents())).isEqualTo("{1=1}");
    live.close();
  }

  @Test
  void close_byAListener_isTheLastItHears() {
    LiveCollection<Long, Player> live = loaded();
    List<String> heard = new CopyOnWriteArrayList<>();
    live.addListener(change -> {
      heard.add(points(change.after()));
      if (!change.after().isEmpty()) {
        live.close();
      }
    });
    service.write(1, 1);
    until(() -> live.status().state() == LiveStatus.State.CLOSED);
    until(() -> service.server().instance().streamCount() == 0);
    assertThat(heard).containsExactly("{}", "{1=1}");
  }

  @Test
  void resourceThatIsRefused_failsForGood() {
    RemoteResource<Long, Player> nothing = RemoteResource.of("nothing", Long.class, Player.class);
    try (LiveCollection<Long, Player> live = LiveCollection.open(service.broker(), nothing)) {
      assertThatThrownBy(() -> live.awaitLoaded(TIMEOUT_MILLIS))
          .isInstanceOf(NotLoadedException.class)
          .hasMessageContaining("404 unknown-resource");
      assertThat(live.loaded()).isCompletedExceptionally();
      assertThat(live.status().state()).isEqualTo(LiveStatus.State.FAILED);
    }
  }

  @Test
  void dataOfOtherTypes_fails_withThePlace() {
    service.write(1, 1);
    RemoteResource<Long, String> other =
        RemoteResource.of("board", Long.class, String.class).withParams(new BoardService.Board(0));
    try (LiveCollection<Long, String> live = LiveCollection.open(service.broker(), other)) {
      assertThatThrownBy(() -> live.awaitLoaded(TIMEOUT_MILLIS))
          .hasMessageContaining("the values of the key 1 of board: expected a string");
    }
  }

  @Test
  void changes_replayed_areTheContents() {
    Map<Long, List<Player>> replayed = new HashMap<>();
    LiveCollection<Long, Player> live = loaded();
    live.addListener(change -> {
      synchronized (replayed) {
        change
            .changed()
            .forEach((key, values) -> {
              if (values.isEmpty()) {
                assertThat(replayed.remove(key)).isNotNull();
              } else {
                assertThat(replayed.put(key, values)).isNotEqualTo(values);
              }
            });
      }
    });
    for (int i = 1; i <= 200; i++) {
      service.write(i % 7, i);
      if (i % 11 == 0) {
        service.delete((i + 3) % 7);
      }
      if (i % 50 == 25) {
        service.relay().cut();
      }
    }
    String contents = points(service.broker().getAll(BoardServer.board(0)));
    becomes(live, contents);
    live.close();
    synchronized (replayed) {
      assertThat(points(replayed)).isEqualTo(contents);
    }
  }
}
