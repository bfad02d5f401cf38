package io.skipruntime.cluster.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.parallel.Resources.SYSTEM_ERR;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.DelegatingService;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.ExternalService;
import io.skipruntime.InitialData;
import io.skipruntime.LazyCollection;
import io.skipruntime.LazyCompute;
import io.skipruntime.Mapper;
import io.skipruntime.ResourceSink;
import io.skipruntime.Resources;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.Unit;
import io.skipruntime.Values;
import io.skipruntime.cluster.Cluster;
import io.skipruntime.cluster.log.DamagedLogException;
import io.skipruntime.cluster.log.MemoryLog;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.json.Json;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.GraphPlace;
import io.skipruntime.server.options.ServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The refusals of nodes and shards, each with a text that says what to do. */
class ShardRefusalsTest {

  @TempDir private Path directory = Path.of("");
  private final MemoryLog commits = new MemoryLog();
  private final MemoryLog ticks = new MemoryLog();
  private final List<ShardComputation> opened = new ArrayList<>();
  private final ShardLogs logs = ShardLogs.of("L", commits::open, ticks::open);

  /** The inputs of the teams with another graph. */
  private record OtherService() implements SkipService<TeamsService.Inputs, OtherService.People> {

    record People(EagerCollection<Long, TeamsService.Person> people) {}

    @Override
    public People createGraph(TeamsService.Inputs in, Context context) {
      return new People(in.people());
    }

    @Override
    public Resources<People> resources() {
      return Resources.<People>empty()
          .and("people", (shared, context) -> shared.people())
          .and("now", (shared, context) -> context.clock());
    }
  }

  private record ClockService() implements SkipService<TeamsService.Inputs, ClockService.Now> {

    record Now(EagerCollection<Unit, Instant> now) {}

    @Override
    public Now createGraph(TeamsService.Inputs in, Context context) {
      return new Now(context.clock());
    }

    @Override
    public Resources<Now> resources() {
      return Resources.empty();
    }
  }

  private record LazyService() implements SkipService<TeamsService.Inputs, LazyService.Lazies> {

    record Lazies(LazyCollection<Long, Long> doubled) {}

    record Doubled() implements LazyCompute<Long, Long> {
      @Override
      public List<Long> compute(LazyCollection<Long, Long> self, Long key) {
        return List.of(2 * key);
      }
    }

    @Override
    public Lazies createGraph(TeamsService.Inputs in, Context context) {
      return new Lazies(context.createLazyCollection(new Doubled()));
    }

    @Override
    public Resources<Lazies> resources() {
      return Resources.empty();
    }
  }

  private EngineOptions options() {
    return EngineOptions.defaults().withCommitOrder(ShardCluster.on(logs));
  }

  private void compute(SkipService<?, ?> service) {
    opened.add(ShardComputation.start(service, logs, 2, "", tick -> {}));
  }

  @AfterEach
  void closeAll() {
    opened.forEach(ShardComputation::close);
  }

  private void assertRefused(SkipService<?, ?> service, EngineOptions options, String text) {
    assertThatThrownBy(() -> ServiceInstance.start(service, options))
        .isInstanceOf(SkipException.class)
        .hasMessageContaining(text);
  }

  @Test
  void anotherPlan_isRefused_byNodesAndShards() {
    compute(new TeamsService());
    assertRefused(new OtherService(), options(), "its inputs or its createGraph differ");
    assertThatThrownBy(() -> ShardComputation.start(new OtherService(), logs, 1, "", tick -> {}))
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("begin another log, and load the data into it");
  }

  @Test
  void otherClassesWithTheSamePlan_areRefused_byNodesAndShards() {
    Plan plan = Plan.of(new TeamsService());
    commits
        .open()
        .append(
            ShardRecordFormat.encode(
                new ShardRecord.Beginning("epoch", "", plan.digest(), "others", Map.of())),
            1_000);
    String text = "the log L is of the classes others, and this program has the classes ";
    assertRefused(new TeamsService(), options(), text + plan.program());
    assertThatThrownBy(() -> compute(new TeamsService()))
        .isInstanceOf(SkipException.class)
        .hasMessageContaining(text + plan.program());
  }

  @Test
  void ticksOfALogThatWasBegunAgain_areNotTakenForThoseOfTheNewOne() {
    compute(new TeamsService());
    try (ServiceInstance node = ServiceInstance.start(new TeamsService(), options())) {
      node.update("people", List.of(Entry.of(1L, new TeamsService.Person("p", true))));
    }
    closeAll();
    MemoryLog begunAgain = new MemoryLog();
    ShardLogs mixed = ShardLogs.of("L", begunAgain::open, ticks::open);
    assertRefused(
        new TeamsService(),
        EngineOptions.defaults().withCommitOrder(ShardCluster.on(mixed)),
        "the two logs are not of one another, as after one was begun again. Delete the log of"
            + " ticks");
    ShardComputation computation =
        ShardComputation.start(new TeamsService(), mixed, 1, "", tick -> {});
    opened.add(computation);
    assertThatThrownBy(computation::await)
        .cause()
        .isInstanceOf(DamagedLogException.class)
        .hasMessageStartingWith("tick 2 of the log of ticks L was computed of the commits ")
        .hasMessageContaining("take both logs from one backup");
  }

  @Test
  void anotherVersion_isRefused() {
    compute(new TeamsService());
    assertRefused(
        new TeamsService(),
        EngineOptions.defaults().withCommitOrder(ShardCluster.on(logs).withProgramVersion("2")),
        "give all processes the --cluster-version of the program that they run");
  }

  @Test
  void logOfNodesThatComputeAll_isRefused_andTheOtherWayRound() {
    MemoryLog whole = new MemoryLog();
    EngineOptions here =
        EngineOptions.defaults()
            .withCommitOrder(Cluster.on(whole::open, "W").withProgramVersion("1"));
    try (ServiceInstance node = ServiceInstance.start(new TeamsService(), here)) {
      assertThat(node.watermark().tick()).isEqualTo(1);
      assertRefused(
          new TeamsService(),
          EngineOptions.defaults()
              .withCommitOrder(ShardCluster.on(ShardLogs.of("W", whole::open, ticks::open))),
          "is of nodes that each compute the whole service");
    }
    compute(new TeamsService());
    assertRefused(
        new TeamsService(),
        EngineOptions.defaults()
            .withCommitOrder(Cluster.on(commits::open, "L").withProgramVersion("1")),
        "the log L does not begin as that of nodes that each compute the whole service");
  }

  @Test
  void whatShardsCannotCompute_isRefusedByNodes() {
    assertRefused(new ClockService(), options(), "make the time an input, and let a process write");
    assertRefused(
        new LazyService(), options(), "only an EagerCollection can be shared between shards");
    assertThat(commits.open().end()).isZero();
  }

  @Test
  void clockInAResource_isRefused_whenItIsOpened() {
    compute(new OtherService());
    try (ServiceInstance node = ServiceInstance.start(new OtherService(), options())) {
      assertThatThrownBy(() -> node.getAll("now")).hasMessageContaining("make the time an input");
      assertThat(node.getInput("people")).isEmpty();
      assertThatThrownBy(() -> node.getInput("teams"))
          .isInstanceOf(SkipException.class)
          .hasMessageContaining("Share the input under its name, or read a resource");
    }
  }

  /** The teams with something that a node cannot have. */
  private record WithMore(
      Map<String, ExternalService> externalServices, Map<String, ResourceSink> sinks)
      implements DelegatingService<TeamsService.Inputs, TeamsService.Shared> {
    @Override
    public SkipService<TeamsService.Inputs, TeamsService.Shared> delegate() {
      return new TeamsService();
    }
  }

  private record NoSource() implements ExternalService {
    @Override
    public CompletionStage<Void> subscribe(
        String instance, String resource, Json params, Callbacks callbacks) {
      throw new AssertionError("it was subscribed");
    }

    @Override
    public void unsubscribe(String instance) {}
  }

  @Test
  void sources_sinks_andOptionsThatANodeCannotHave_areRefused() {
    assertRefused(
        new WithMore(Map.of("pg", new NoSource()), Map.of()),
        options(),
        "data of external services has no place in the order: make that of pg an input");
    assertRefused(
        new WithMore(
            Map.of(),
            Map.of(
                "copy",
                ResourceSink.of(
                    "active",
                    session -> {
                      throw new AssertionError("it was opened");
                    }))),
        options(),
        "has no sinks");
    assertRefused(new TeamsService(), options().withStrict(), "cannot be strict");
    assertRefused(
        new TeamsService(),
        options()
            .withPersistence((service, context) -> {
              throw new AssertionError("is not opened");
            }),
        "without persistence");
  }

  /** A service whose first data is rejected. */
  private record Rejecting() implements SkipService<Rejecting.Inputs, Rejecting.Inputs> {

    record Inputs(EagerCollection<Long, Long> numbers) {}

    record Never() implements Mapper<Long, Long, Long, Long> {
      @Override
      public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
        throw new SkipException("no number is good");
      }
    }

    @Override
    public Inputs createGraph(Inputs in, Context context) {
      return new Inputs(in.numbers().map(new Never()));
    }

    @Override
    public InitialData initialData() {
      return InitialData.of("numbers", Entry.of(1L, 1L));
    }

    @Override
    public Resources<Inputs> resources() {
      return Resources.empty();
    }
  }

  @Test
  void initialDataThatAFunctionRejects_isToldByTheStartOfANode() {
    compute(new Rejecting());
    assertThatThrownBy(() -> ServiceInstance.start(new Rejecting(), options()))
        .isInstanceOf(ComputationException.class)
        .hasMessageContaining("numbers.map(Never) failed for key 1: no number is good");
  }

  @Test
  void graphOfShards_withoutACluster_isRefusedByTheServer() {
    ServerOptions alone = ServerOptions.defaults().withPorts(0, 0).withGraph(GraphPlace.SHARDS);
    assertThatThrownBy(() -> SkipServer.start(new TeamsService(), alone))
        .hasMessageContaining("--graph shards is for nodes of a cluster");
  }

  private String failure(int status, String... arguments) {
    PrintStream before = System.err;
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
    try {
      assertThat(Shards.execute(arguments)).isEqualTo(status);
    } finally {
      System.setErr(before);
    }
    return told.toString(StandardCharsets.UTF_8);
  }

  @Test
  @ResourceLock(SYSTEM_ERR)
  void commandLine_saysWhatIsWrong() {
    String teams = TeamsService.class.getName();
    String address = "file:" + directory;
    assertThat(failure(2)).startsWith("usage: java -cp CLASSPATH " + Shards.class.getName());
    assertThat(failure(2, teams)).startsWith("--cluster ADDRESS is missing\nusage: java");
    assertThat(failure(2, teams, "--cluster")).startsWith("--cluster needs a value");
    assertThat(failure(2, teams, "--port=1")).startsWith("there is no option --port");
    assertThat(failure(2, teams, "--cluster", address, "--shards", "many"))
        .startsWith("--shards must be a whole number from 1 to 128, not \"many\"");
    assertThat(failure(2, teams, "--cluster", address, "--shards=129"))
        .startsWith("129 shards: there are at least 1");
    assertThat(failure(2, teams, "--cluster", "pigeons:loft"))
        .startsWith("the address of a cluster begins with one of [file]");
    assertThat(failure(1, "com.example.None", "--cluster", address))
        .isEqualTo("there is no class com.example.None on the class path\n");
    assertThat(failure(1, LazyService.class.getName(), "--cluster", address))
        .contains("only an EagerCollection can be shared");
    assertThat(Files.exists(directory.resolve("ticks"))).isFalse();
  }
}
