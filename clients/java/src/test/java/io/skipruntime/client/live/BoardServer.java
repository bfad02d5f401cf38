package io.skipruntime.client.live;

import io.skipruntime.client.Entrypoint;
import io.skipruntime.client.RemoteInput;
import io.skipruntime.client.RemoteResource;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.client.live.BoardService.Player;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.server.Relay;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.util.List;
import java.util.Map;

/** A real server of the {@link BoardService} that can be started anew, behind a relay. */
final class BoardServer implements AutoCloseable {

  static final RemoteInput<Long, Player> PLAYERS =
      RemoteInput.of("players", Long.class, Player.class);
  private SkipServer server = start(0, 0);
  private final Relay relay = new Relay(server.streamingPort());
  private final SkipServiceBroker broker =
      new SkipServiceBroker(Entrypoint.local(relay.port(), server.controlPort()));

  private static SkipServer start(int controlPort, int streamingPort) {
    ServerOptions options =
        ServerOptions.defaults()
            .withPorts(controlPort, streamingPort)
            .withHeartbeatMillis(50)
            .withEngine(EngineOptions.defaults().withIdleMillis(1_000_000));
    return SkipServer.start(new BoardService(), options);
  }

  static RemoteResource<Long, Player> board(long least) {
    return RemoteResource.of("board", Long.class, Player.class)
        .withParams(new BoardService.Board(least));
  }

  /** Follows the board of all players, with quick attempts. */
  LiveCollection<Long, Player> follow() {
    return LiveCollection.open(broker, board(0), LiveOptions.defaults().withRetryMillis(20, 200));
  }

  SkipServiceBroker broker() {
    return broker;
  }

  Relay relay() {
    return relay;
  }

  SkipServer server() {
    return server;
  }

  /** Sets the points of a player of the name "p" and the key. */
  void write(long key, long points) {
    broker.update(PLAYERS, Map.of(key, List.of(new Player("p" + key, points))));
  }

  void delete(long key) {
    broker.deleteKey(PLAYERS, key);
  }

  /** Starts a service without data at the same ports. */
  void restart() {
    int control = server.controlPort();
    int streaming = server.streamingPort();
    server.close();
    server = start(control, streaming);
  }

  /** The points of all keys, as {@code {key=points, …}}. */
  static String points(Map<Long, List<Player>> contents) {
    Map<Long, Long> points = new java.util.TreeMap<>();
    contents.forEach((key, players) -> points.put(key, players.getFirst().points()));
    return points.toString();
  }

  @Override
  public void close() {
    broker.close();
    relay.close();
    server.close();
  }
}
