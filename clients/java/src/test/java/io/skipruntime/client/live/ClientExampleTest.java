package io.skipruntime.client.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.client.Entrypoint;
import io.skipruntime.client.RemoteInput;
import io.skipruntime.client.RemoteResource;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.client.live.BoardService.Board;
import io.skipruntime.client.live.BoardService.Player;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the documentation shows. */
final class ClientExampleTest {

  private final BoardServer service = new BoardServer();

  @AfterEach
  void close() {
    service.close();
  }

  // region types
  private static final RemoteInput<Long, Player> PLAYERS =
      RemoteInput.of("players", Long.class, Player.class);

  private static RemoteResource<Long, Player> board(long least) {
    return RemoteResource.of("board", Long.class, Player.class).withParams(new Board(least));
  }

  // endregion

  @Test
  void broker_readsAndWrites_waitingOrNot() throws Exception {
    Entrypoint entrypoint = service.broker().entrypoint();
    // region broker
    try (SkipServiceBroker broker = new SkipServiceBroker(entrypoint)) {
      String watermark = broker.update(PLAYERS, Map.of(7L, List.of(new Player("Ann", 12))));
      Player ann = broker.getUnique(board(10), 7L);
      CompletableFuture<Player> same =
          broker.atLeast(watermark).async().getUnique(board(10), 7L); // at another server, too
      // endregion
      assertThat(ann).isEqualTo(new Player("Ann", 12));
      assertThat(same.get(20, TimeUnit.SECONDS)).isEqualTo(ann);
    }
  }

  @Test
  void collection_followsTheService() {
    SkipServiceBroker broker = service.broker();
    service.write(7, 12);
    CompletableFuture<Player> best = new CompletableFuture<>();
    // region live
    try (LiveCollection<Long, Player> live = LiveCollection.open(broker, board(10))) {
      live.awaitLoaded(20_000);
      live.addListener(
          change -> change.changed().forEach((id, players) -> players.forEach(best::complete)));
      int count = live.size();
      List<Player> players = live.get(7L);
      Map<Long, List<Player>> asOfNow = live.snapshot();
      // endregion
      assertThat(count).isOne();
      assertThat(players).containsExactly(new Player("p7", 12));
      assertThat(asOfNow).containsOnlyKeys(7L);
      assertThat(best).isCompletedWithValue(new Player("p7", 12));
    }
  }
}
