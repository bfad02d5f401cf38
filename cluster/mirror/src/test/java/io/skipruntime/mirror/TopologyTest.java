package io.skipruntime.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.LazyCollection;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.SourceStatus.State;
import io.skipruntime.UnknownCollectionException;
import io.skipruntime.WiringException;
import io.skipruntime.client.Entrypoint;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import io.skipruntime.json.Json;
import io.skipruntime.server.Relay;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.Wait;
import io.skipruntime.server.options.ServerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Leaders are real servers, which are cut off, stopped and started anew. */
class TopologyTest {

  private static final Json NONE = Json.object(Map.of());
  private static final TwinsService.Amount ONE = amount(1);

  private SkipServer leader = lead(InitialData.empty(), 0, 0);
  private final Relay relay = new Relay(leader.streamingPort());
  private final List<ServiceInstance> followers = new ArrayList<>();

  @AfterEach
  void close() {
    followers.forEach(ServiceInstance::close);
    relay.close();
    leader.close();
  }

  private static SkipServer lead(InitialData data, int controlPort, int streamingPort) {
    return SkipServer.start(
        Topology.asLeader(new TwinsService(data)),
        ServerOptions.defaults()
            .withPorts(controlPort, streamingPort)
            .withHeartbeatMillis(50)
            .withEngine(EngineOptions.defaults().withIdleMillis(1_000_000)));
  }

  private static TwinsService.Amount amount(long cents) {
    return new TwinsService.Amount(cents, List.of("note " + cents));
  }

  private Entrypoint entrypoint() {
    return Entrypoint.local(relay.port(), leader.controlPort());
  }

  private ServiceInstance follow(Mirroring mirroring) {
    return follow(
        Topology.asFollower(new TwinsService(InitialData.empty()), entrypoint(), mirroring));
  }

  private ServiceInstance follow(SkipService<?, TwinsService.Twins> service) {
    ServiceInstance follower =
        ServiceInstance.start(service, EngineOptions.defaults().withIdleMillis(1_000_000));
    followers.add(follower);
    return follower;
  }

  private void write(String key, TwinsService.Amount... amounts) {
    Entry<String, TwinsService.Amount> entry = new Entry<>(key, List.of(amounts));
    leader
        .instance()
        .transaction(writes -> {
          writes.update("left", List.of(entry));
          writes.update("right", List.of(entry));
        });
  }

  private static String left(ServiceInstance service) {
    StringBuilder text = new StringBuilder();
    for (Entry<String, TwinsService.Amount> entry :
        service.<String, TwinsService.Amount>getAll("left", NONE)) {
      text.append(entry.key()).append(entry.values().getFirst().cents()).append(' ');
    }
    return text.toString().strip();
  }

  private static void until(ServiceInstance follower, String left) {
    Wait.until(() -> left(follower).equals(left));
  }

  @Test
  void follower_servesResources_overWhatItsLeaderHas() {
    write("a", ONE);
    ServiceInstance follower = follow(Mirroring.TOGETHER);
    assertThat(left(follower)).isEqualTo("a1");
    assertThat(
            follower.<String, TwinsService.Amount>getAll(
                "from", Json.object(Map.of("key", Json.of("a")))))
        .containsExactly(Entry.of("a", ONE));

    write("b", amount(2), amount(3));
    until(follower, "a1 b2");
    assertThat(follower.getArray("left", NONE, "b")).containsExactly(amount(2), amount(3));
    write("a");
    until(follower, "b2");
  }

  @Test
  void whatTheLeaderCommitsAtOnce_isCommittedAtOnce() {
    ServiceInstance follower = follow(Mirroring.TOGETHER);
    follower.instantiateResource("one", "differences", NONE);
    follower.instantiateResource("two", "left", NONE);
    Random random = new Random(5);
    try (Subscription differences = follower.subscribe("one", Optional.empty(), () -> {});
        Subscription left = follower.subscribe("two", Optional.empty(), () -> {})) {
      assertThat(differences.poll())
          .hasValueSatisfying(first -> assertThat(first.values()).isEmpty());
      left.poll();
      int seen = 0;
      for (int i = 1; i <= 300; i++) {
        write("k" + random.nextInt(20), amount(i));
        Optional<CollectionUpdate<String, TwinsService.Amount>> update = left.poll();
        seen += update.isPresent() ? 1 : 0;
        assertThat(differences.poll()).isEmpty();
      }
      write("last", ONE);
      Wait.until(() -> left(follower).endsWith("last1"));
      assertThat(seen).isPositive();
      assertThat(differences.poll()).isEmpty();
      assertThat(left(follower)).isEqualTo(left(leader.instance()));
    }
  }

  @Test
  void follower_hasNoInputs() {
    ServiceInstance follower = follow(Mirroring.TOGETHER);
    assertThatThrownBy(() -> follower.update("left", List.of(Entry.of("a", ONE))))
        .isInstanceOf(UnknownCollectionException.class);
  }

  @Test
  void follower_isStaleWithItsData_whileItsLeaderIsAway_andItsClientsGetTheDifferences() {
    write("a", ONE);
    write("b", amount(2));
    ServiceInstance follower = follow(Mirroring.TOGETHER);
    follower.instantiateResource("client", "left", NONE);
    try (Subscription client = follower.subscribe("client", Optional.empty(), () -> {})) {
      client.poll();
      int control = leader.controlPort();
      int streaming = leader.streamingPort();
      leader.close();
      Wait.until(() -> follower.sourceStatuses().getFirst().state() == State.STALE);
      assertThat(left(follower)).isEqualTo("a1 b2");

      InitialData afresh =
          InitialData.of("left", Entry.of("b", amount(2)), Entry.of("c", amount(3)))
              .with("right", Entry.of("b", amount(2)), Entry.of("c", amount(3)));
      leader = lead(afresh, control, streaming);
      Wait.until(() -> follower.sourceStatuses().getFirst().state() == State.LIVE);
      until(follower, "b2 c3");
      CollectionUpdate<String, TwinsService.Amount> update =
          client.<String, TwinsService.Amount>poll().orElseThrow();
      assertThat(update.isInitial()).isFalse();
      assertThat(update.values()).extracting(Entry::key).containsExactly("a", "c");
    }
  }

  /** With {@code -Dskip.defaultSilence=true} it waits as followers do that are told nothing. */
  @Test
  void follower_ofLeaderThatFallsSilent_isStaleWithinTheTimeItIsGiven() {
    write("a", ONE);
    boolean isDefault = Boolean.getBoolean("skip.defaultSilence");
    TwinsService service = new TwinsService(InitialData.empty());
    ServiceInstance follower =
        follow(
            isDefault
                ? Topology.asFollower(service, entrypoint())
                : Topology.asFollower(service, entrypoint(), Mirroring.TOGETHER, 500));
    assertThat(left(follower)).isEqualTo("a1");
    relay.swallow(true);
    write("a", amount(2));
    Wait.until(() -> follower.sourceStatuses().getFirst().state() == State.STALE);
    assertThat(follower.sourceStatuses().getFirst().reason().orElseThrow())
        .contains("nothing has come from the service for " + (isDefault ? "10000 ms" : "500 ms"));
    assertThat(left(follower)).isEqualTo("a1");
    relay.swallow(false);
    relay.cut();
    until(follower, "a2");
    Wait.until(() -> follower.sourceStatuses().getFirst().state() == State.LIVE);
  }

  @Test
  void follower_whoseConnectionIsCut_isToldWhatItHasMissed() {
    ServiceInstance follower = follow(Mirroring.TOGETHER);
    for (int i = 1; i <= 4; i++) {
      write("k", amount(i));
      relay.cut();
      until(follower, "k" + i);
    }
    assertThat(leader.instance().streamCount()).isOne();
  }

  @Test
  void collections_areMirroredSeparately_ifAsked() {
    write("a", ONE);
    ServiceInstance follower = follow(Mirroring.SEPARATELY);
    assertThat(follower.sourceStatuses()).hasSize(2);
    write("b", amount(2));
    until(follower, "a1 b2");
    Wait.until(() -> follower.getAll("differences", NONE).isEmpty());
  }

  @Test
  void unknownCollection_isRefused_withTheNamesThereAre() {
    assertThatThrownBy(() -> leader.instance().getAll(LeaderService.RESOURCE, Json.of("middle")))
        .hasMessageContaining("there is no shared collection \"middle\"")
        .hasMessageContaining("left");
    assertThatThrownBy(() -> leader.instance().getAll(LeaderService.RESOURCE, Json.of(3)))
        .hasMessageContaining("by its name");
    assertThatThrownBy(() -> leader.instance().getAll(LeaderService.RESOURCE, Json.array()))
        .hasMessageContaining("at least one");
  }

  /** Shares what cannot be mirrored. */
  static final class Odd implements SkipService<TwinsService.Twins, Odd.Shared> {
    record Shared(EagerCollection<String, Long> fine, LazyCollection<String, Long> lazy, int n) {}

    @Override
    public Resources<Shared> resources() {
      return Resources.empty();
    }

    @Override
    public Shared createGraph(TwinsService.Twins inputs, Context context) {
      throw new AssertionError("is not asked");
    }
  }

  @Test
  void whatCannotBeMirrored_isNamed() {
    assertThatThrownBy(() -> Topology.asFollower(new Odd(), entrypoint()))
        .isInstanceOf(WiringException.class)
        .hasMessageContaining("Shared.lazy: only an EagerCollection<K, V> can be mirrored")
        .hasMessageContaining("Shared.n");
  }
}
