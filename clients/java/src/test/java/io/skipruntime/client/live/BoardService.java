package io.skipruntime.client.live;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;

/** Players with points; fails as long as one is called "bad". */
final class BoardService implements SkipService<BoardService.Inputs, BoardService.Inputs> {

  /** A player. */
  public record Player(String name, long points) {}

  record Inputs(EagerCollection<Long, Player> players) {}

  /** From how many points on a player is on the board. */
  record Board(long least) implements Resource<Inputs> {
    @Override
    public EagerCollection<Long, Player> instantiate(Inputs inputs, Context context) {
      return inputs.players().map(new AtLeast(least));
    }
  }

  record AtLeast(long least) implements Mapper<Long, Player, Long, Player> {
    @Override
    public void mapEntry(Long id, Values<Player> players, Emitter<Long, Player> out) {
      for (Player player : players) {
        if (player.name().equals("bad")) {
          throw new IllegalStateException("a bad player");
        }
        if (player.points() >= least) {
          out.emit(id, player);
        }
      }
    }
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.of("board", Board.class);
  }

  @Override
  public Inputs createGraph(Inputs inputs, Context context) {
    return inputs;
  }
}
