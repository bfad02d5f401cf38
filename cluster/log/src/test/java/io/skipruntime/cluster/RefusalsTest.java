package io.skipruntime.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skipruntime.ClusterUnavailableException;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.OutcomeUnknownException;
import io.skipruntime.ResourceSink;
import io.skipruntime.Resources;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.Unit;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.ForwardingLog;
import io.skipruntime.cluster.log.LogUnavailableException;
import io.skipruntime.cluster.log.MemoryLog;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.spi.OrderStatus;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The nodes and writes that are refused, each with a text that says what to do. */
class RefusalsTest {

  /** A service with the inputs of another one, and another graph. */
  private static final class OtherService
      implements SkipService<TallyService.Inputs, OtherService.Shared> {

    record Shared(EagerCollection<Long, Long> amounts) {}

    @Override
    public Shared createGraph(TallyService.Inputs in, Context context) {
      return new Shared(in.amounts());
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty().and("amounts", (shared, context) -> shared.amounts());
    }
  }

  /** A service that follows the clock. */
  private static final class ClockService
      implements SkipService<TallyService.Inputs, ClockService.Now> {

    record Now(EagerCollection<Unit, Instant> now) {}

    @Override
    public Now createGraph(TallyService.Inputs in, Context context) {
      return new Now(context.clock());
    }

    @Override
    public Resources<Now> resources() {
      return Resources.empty();
    }
  }

  /** A service that gives its contents to a sink. */
  private static final class SinkService
      implements SkipService<TallyService.Inputs, OtherService.Shared> {

    private final OtherService other = new OtherService();

    @Override
    public OtherService.Shared createGraph(TallyService.Inputs in, Context context) {
      return other.createGraph(in, context);
    }

    @Override
    public Resources<OtherService.Shared> resources() {
      return other.resources();
    }

    @Override
    public Map<String, ResourceSink> sinks() {
      return Map.of(
          "copy",
          ResourceSink.of(
              "amounts",
              session -> {
                throw new AssertionError("it was opened");
              }));
    }
  }

  private static Cluster cluster() {
    return Cluster.on(new MemoryLog()::open, "L").withProgramVersion("1");
  }

  private static EngineOptions in(Cluster cluster) {
    return EngineOptions.defaults().withCommitOrder(cluster);
  }

  private static void assertRefused(String text, SkipService<?, ?> service, EngineOptions options) {
    SkipException refusal =
        assertThrows(SkipException.class, () -> ServiceInstance.start(service, options));
    assertTrue(String.valueOf(refusal.getMessage()).contains(text), refusal.getMessage());
  }

  @Test
  void serviceWithSinks_isRefused_sinceEachNodeWouldWrite() {
    assertRefused("has no sinks", new SinkService(), in(cluster()));
  }

  @Test
  void nodeOfAnotherProgram_isRefused() {
    MemoryLog log = new MemoryLog();
    Cluster first = Cluster.on(log::open, "L").withProgramVersion("1");
    Cluster second = Cluster.on(log::open, "L").withProgramVersion("2");
    try (ServiceInstance node = ServiceInstance.start(new TallyService(), in(first))) {
      assertRefused(
          "the log L is of another program than this one", new TallyService(), in(second));
      assertRefused(
          "is of a service with other inputs or another graph", new OtherService(), in(first));
      assertEquals(1, node.watermark().tick());
    }
  }

  @Test
  void clock_isRefused() {
    assertRefused("make the time an input", new ClockService(), in(cluster()));
  }

  @Test
  void optionsThatContradictACluster_areRefused() {
    assertRefused("cannot be strict", new TallyService(), in(cluster()).withStrict());
    assertRefused(
        "without persistence",
        new TallyService(),
        in(cluster())
            .withPersistence((service, context) -> {
              throw new AssertionError("is not opened");
            }));
  }

  @Test
  void reload_isRefused() {
    try (ServiceInstance node = ServiceInstance.start(new TallyService(), in(cluster()))) {
      SkipException refusal =
          assertThrows(SkipException.class, () -> node.reload(new TallyService()));
      assertTrue(String.valueOf(refusal.getMessage()).contains("is not reloaded"));
    }
  }

  @Test
  void unknownAddress_isRefused() {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> Cluster.at("pigeons:loft"));
    assertTrue(String.valueOf(refusal.getMessage()).contains("file"), refusal.getMessage());
  }

  /** A log that can be taken away. */
  private static final class FailingLog extends ForwardingLog {
    private final AtomicBoolean isAway;
    private final boolean mayBeAppended;

    FailingLog(CommitLog log, AtomicBoolean isAway, boolean mayBeAppended) {
      super(log);
      this.isAway = isAway;
      this.mayBeAppended = mayBeAppended;
    }

    private void requireThere() {
      if (isAway.get()) {
        throw new LogUnavailableException(
            "the log is away", mayBeAppended, new IOException("away"));
      }
    }

    @Override
    public long append(byte[] record, long waitMillis) {
      if (mayBeAppended && isAway.get()) {
        long place = super.append(record, waitMillis);
        assertTrue(place > 0);
      }
      requireThere();
      return super.append(record, waitMillis);
    }

    @Override
    public List<byte[]> read(long from, int most, long waitMillis) {
      requireThere();
      List<byte[]> records = super.read(from, most, Math.min(waitMillis, 20));
      requireThere();
      return records;
    }

    @Override
    public long end() {
      requireThere();
      return super.end();
    }
  }

  @Test
  void write_isRefusedForCertain_whileTheLogIsAway() {
    MemoryLog log = new MemoryLog();
    AtomicBoolean isAway = new AtomicBoolean();
    Cluster cluster =
        Cluster.on(() -> new FailingLog(log.open(), isAway, false), "L").withProgramVersion("1");
    try (ServiceInstance node = ServiceInstance.start(new TallyService(), in(cluster))) {
      isAway.set(true);
      assertThrows(
          ClusterUnavailableException.class,
          () -> node.update("amounts", List.of(Entry.of(5L, 5L))));
      Contents.awaitThat(
          "the node knows",
          () -> node.order().orElseThrow().state() == OrderStatus.State.UNAVAILABLE);
      assertEquals(List.of(), node.getArray("above", 0L, 5L), "it goes on serving what it has");
      isAway.set(false);
      assertEquals(2, node.update("amounts", List.of(Entry.of(5L, 5L))).tick());
      assertEquals(List.of(5L), node.getArray("above", 0L, 5L));
    }
  }

  @Test
  void outcomeOfAWrite_isUnknown_whenTheLogGoesAwayMeanwhile() {
    MemoryLog log = new MemoryLog();
    AtomicBoolean isAway = new AtomicBoolean();
    Cluster cluster =
        Cluster.on(() -> new FailingLog(log.open(), isAway, true), "L").withProgramVersion("1");
    try (ServiceInstance node =
        ServiceInstance.start(new TallyService(), in(cluster).withWaitMillis(50))) {
      isAway.set(true);
      OutcomeUnknownException unknown =
          assertThrows(
              OutcomeUnknownException.class,
              () -> node.update("amounts", List.of(Entry.of(5L, 5L))));
      assertTrue(unknown.tick().isEmpty());
      isAway.set(false);
      Contents.awaitTick(node, 2);
      assertEquals(List.of(5L), node.getArray("above", 0L, 5L), "here it was in the log");
    }
  }

  @Test
  void unknownOutcome_isAnsweredAs504_byTheServer() throws Exception {
    MemoryLog log = new MemoryLog();
    AtomicBoolean isAway = new AtomicBoolean();
    Cluster cluster =
        Cluster.on(() -> new FailingLog(log.open(), isAway, true), "L").withProgramVersion("1");
    ServerOptions options =
        ServerOptions.defaults().withPorts(0, 0).withEngine(in(cluster).withWaitMillis(50));
    try (SkipServer server = SkipServer.start(new TallyService(), options);
        HttpClient client = HttpClient.newHttpClient()) {
      isAway.set(true);
      URI inputs = URI.create("http://127.0.0.1:" + server.controlPort() + "/v1/inputs/amounts");
      HttpRequest write =
          HttpRequest.newBuilder(inputs)
              .method("PATCH", HttpRequest.BodyPublishers.ofString("[[5,[50]]]"))
              .header("Content-Type", "application/json")
              .build();
      HttpResponse<String> answer = client.send(write, HttpResponse.BodyHandlers.ofString());
      assertEquals(504, answer.statusCode());
      assertTrue(answer.body().contains("outcome-unknown"), answer.body());
    }
  }
}
