package io.skipruntime.cluster;

import io.skipruntime.ClusterUnavailableException;
import io.skipruntime.OutcomeUnknownException;
import io.skipruntime.ServiceBusyException;
import io.skipruntime.SkipException;
import io.skipruntime.cluster.log.CollectionsState;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.LogSnapshot;
import io.skipruntime.cluster.log.LogUnavailableException;
import io.skipruntime.cluster.log.TrimmedLogException;
import io.skipruntime.cluster.node.LogFollower;
import io.skipruntime.cluster.node.NodeSnapshots;
import io.skipruntime.engine.spi.CommitOrder;
import io.skipruntime.engine.spi.CommitOrderContext;
import io.skipruntime.engine.spi.Decision;
import io.skipruntime.engine.spi.OrderStatus;
import io.skipruntime.engine.spi.OrderedService;
import io.skipruntime.engine.spi.Origin;
import io.skipruntime.engine.spi.Proposal;
import io.skipruntime.engine.spi.State;
import io.skipruntime.journal.format.MalformedDataException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A node of a cluster: it brings the proposals of its service to the log, and lets the service
 * carry out the log, record by record. A proposal is decided when the node itself comes to its
 * record, so that who is answered reads what was written.
 *
 * <ul>
 *   <li>{@code waiting} has the proposals of this node that are not decided, by their numbers.
 *   <li>The service is at the tick that is the place of the last record it has carried out.
 * </ul>
 */
final class ClusterNode implements CommitOrder, LogFollower.Node {

  private static final System.Logger LOGGER = System.getLogger(ClusterNode.class.getName());

  private static final int MOST_RECORDS = 1_000;
  private static final long READ_MILLIS = 500;
  private static final long MEASURED_AFTER_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int EPOCH_CHARACTERS = 13;

  private final CommitLog log;
  private final String name;
  private final CommitOrderContext context;
  private final Start start;
  private final long identity = new SecureRandom().nextLong();
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, CompletableFuture<Decision>> waiting = new ConcurrentHashMap<>();
  private final NodeFigures figures;
  private final NodeSnapshots snapshots;
  private final LogFollower follower;
  private volatile @Nullable Carrying carrying;
  private volatile @Nullable SourceReading reading;
  private boolean isSnapshotDue;
  private boolean isMeasured;
  private long measuredNanos;

  /** The service that carries out the log, and the decisions on what it carries out. */
  private record Carrying(OrderedService service, RecordDecider decider) {}

  /**
   * The place where a node begins.
   *
   * @param decisions what was decided up to there; the plan of a log that is begun now is not known
   * @param state the inputs there
   * @param beginning the first record of a log that is begun now
   */
  private record Start(Decisions decisions, State state, Optional<LogRecord.Beginning> beginning) {

    static Start of(LogRecord.Beginning first, boolean isNew) {
      Decisions none =
          new Decisions(
              first.epoch(),
              first.program(),
              first.plan(),
              CommitOrder.FIRST_PLACE,
              new LogRecord.Opinion(CommitOrder.FIRST_PLACE, 0),
              SourceLedger.EMPTY,
              List.of());
      return new Start(
          none,
          CollectionsState.beginning(first.data()),
          isNew ? Optional.of(first) : Optional.empty());
    }
  }

  private ClusterNode(CommitLog log, String name, CommitOrderContext context, Start start) {
    this.log = log;
    this.name = name;
    this.context = context;
    this.start = start;
    this.figures = new NodeFigures(context.clock());
    this.snapshots = new NodeSnapshots(log);
    this.follower = new LogFollower("skip-cluster-node", "the log " + name, context.clock());
  }

  /**
   * A node that begins with the newest snapshot of the log, with what the log begins with if there
   * is none, or with the service's initial data if the log is empty.
   *
   * @param name how messages call the log
   * @param program the identity of the program
   * @throws SkipException if the log is of another program; the message says what to do
   */
  static ClusterNode open(CommitLog log, String name, String program, CommitOrderContext context) {
    if (log.end() == 0) {
      String epoch = UUID.randomUUID().toString().substring(0, EPOCH_CHARACTERS);
      LogRecord.Beginning own =
          new LogRecord.Beginning(epoch, program, "", context.initialData().get());
      return new ClusterNode(log, name, context, Start.of(asRead(own), true));
    }
    Start start =
        log.newestSnapshot()
            .map(snapshot ->
                new Start(
                    Decisions.decode(snapshot.decisions()), snapshot.state(), Optional.empty()))
            .orElseGet(() -> Start.of(firstOf(log, name), false));
    if (!start.decisions().program().equals(program)) {
      throw new SkipException(
          "the log "
              + name
              + " is of another program than this one: all nodes of a cluster run the same classes."
              + " Start this node with the program that the others run; or, if both compute the"
              + " same, give all nodes the same --cluster-version; or begin another log, and load"
              + " the data into it");
    }
    return new ClusterNode(log, name, context, start);
  }

  private static LogRecord.Beginning asRead(LogRecord.Beginning beginning) {
    return (LogRecord.Beginning) LogRecordFormat.decode(LogRecordFormat.encode(beginning));
  }

  private static LogRecord.Beginning firstOf(CommitLog log, String name) {
    List<byte[]> records;
    try {
      records = log.read(CommitOrder.FIRST_PLACE, 1, READ_MILLIS);
    } catch (TrimmedLogException e) {
      throw new SkipException(
          "the log "
              + name
              + " has given up its first records, and none of its snapshots is sound (the warnings"
              + " before say why): stop all nodes, and take a copy of the log from a backup",
          e);
    }
    try {
      if (!records.isEmpty()
          && LogRecordFormat.decode(records.getFirst()) instanceof LogRecord.Beginning first
          && !first.program().isEmpty()) {
        return first;
      }
    } catch (MalformedDataException e) {
      throw new SkipException(notOfNodes(name) + " (" + e.getMessage() + ")", e);
    }
    throw new SkipException(notOfNodes(name));
  }

  private static String notOfNodes(String name) {
    return "the log "
        + name
        + " does not begin as that of nodes that each compute the whole service: if shards follow"
        + " it, start this node with --graph shards; or use another address, and load the data"
        + " there";
  }

  @Override
  public Origin origin() {
    Decisions from = start.decisions();
    return new Origin(from.epoch(), from.opinion().place(), true, start.state());
  }

  @Override
  public boolean begin(OrderedService service) {
    String plan = service.plan();
    Decisions from = start.decisions();
    if (start.beginning().isPresent()) {
      LogRecord.Beginning own = start.beginning().get();
      var unused =
          log.append(
              LogRecordFormat.encode(
                  new LogRecord.Beginning(own.epoch(), own.program(), plan, own.data())),
              context.waitMillis());
      if (!firstOf(log, name).epoch().equals(own.epoch())) {
        return false;
      }
      from =
          new Decisions(
              from.epoch(),
              from.program(),
              plan,
              from.lastChange(),
              from.opinion(),
              SourceLedger.EMPTY,
              List.of());
    } else if (!plan.equals(from.plan())) {
      throw new SkipException(otherPlan(plan));
    }
    RecordDecider decides = new RecordDecider(service, from, figures, follower::isClosed);
    carrying = new Carrying(service, decides);
    service.sources().restore(from.sources().statuses());
    catchUp(decides);
    follower.start(this);
    SourceReading reads =
        new SourceReading(log, service.sources(), decides::sources, this::propose, context.clock());
    reading = reads;
    reads.start();
    return true;
  }

  private String otherPlan(String plan) {
    List<String> theirs = start.decisions().plan().lines().toList();
    List<String> ours = plan.lines().toList();
    String added = firstOnlyIn(ours, theirs);
    String missing = firstOnlyIn(theirs, ours);
    return "the log "
        + name
        + " is of a service with other inputs or another graph:"
        + (added.isEmpty() ? "" : " this program has " + added)
        + (added.isEmpty() || missing.isEmpty() ? "" : ", and")
        + (missing.isEmpty() ? "" : " the log has " + missing)
        + ". Start this node with the program that the others run, or begin another log, and load"
        + " the data into it";
  }

  private static String firstOnlyIn(List<String> some, List<String> others) {
    return some.stream().filter(each -> !others.contains(each)).findFirst().orElse("");
  }

  private void catchUp(RecordDecider decides) {
    long end = log.end();
    while (decides.place() < end && !follower.isClosed()) {
      carryOut(log.read(decides.place() + 1, MOST_RECORDS, READ_MILLIS), decides);
      figures.reached(decides.place(), end);
    }
  }

  private void carryOut(List<byte[]> records, RecordDecider decides) {
    if (!records.isEmpty()) {
      figures.carriesOut();
    }
    for (byte[] each : records) {
      LogRecord record = LogRecordFormat.decode(each);
      Decision decision = decides.decide(record);
      if (record instanceof LogRecord.Commit commit && commit.node() == identity) {
        CompletableFuture<Decision> own = waiting.remove(commit.number());
        if (own != null) {
          own.complete(decision);
        }
      }
    }
  }

  @Override
  public LogFollower.Standing step() {
    Carrying at = carrying();
    carryOut(log.read(at.decider().place() + 1, MOST_RECORDS, READ_MILLIS), at.decider());
    figures.reached(at.decider().place(), log.end());
    measure();
    isSnapshotDue |= log.wantsSnapshot();
    if (isSnapshotDue) {
      isSnapshotDue = !keepSnapshot(at.decider(), at.service());
    }
    return new LogFollower.Standing("", figures.disagreement());
  }

  private Carrying carrying() {
    return Objects.requireNonNull(carrying, "the node has begun");
  }

  @Override
  public long tick() {
    return carrying().decider().place();
  }

  @Override
  public void failed(Throwable cause) {
    carrying().service().breakDown(cause);
    log.close(); // so that another node reads the external sources
  }

  @Override
  public void ended() {
    waiting.values().forEach(each -> each.cancel(false));
  }

  /** Looks at how large the log is, from time to time. */
  private void measure() {
    long now = System.nanoTime();
    if (!isMeasured || now - measuredNanos >= MEASURED_AFTER_NANOS) {
      figures.measured(log.extent());
      measuredNanos = now;
      isMeasured = true;
    }
  }

  /** Begins to write a snapshot; says whether that was possible, as no function held it up. */
  private boolean keepSnapshot(RecordDecider decides, OrderedService service) {
    try {
      snapshots.keep(
          new LogSnapshot(decides.place(), decides.decisions().encode(), service.state()));
      return true;
    } catch (ServiceBusyException busy) {
      LOGGER.log(System.Logger.Level.DEBUG, "the snapshot is written later", busy);
      return false;
    }
  }

  @Override
  public Decision propose(Proposal proposal) {
    follower.requireUsable();
    long number = numbers.incrementAndGet();
    byte[] record =
        LogRecordFormat.encode(
            new LogRecord.Commit(
                identity,
                number,
                context.clock().millis(),
                carrying().decider().opinion(),
                proposal.changes(),
                proposal.run(),
                proposal.note()));
    CompletableFuture<Decision> decision = new CompletableFuture<>();
    waiting.put(number, decision);
    try {
      return decided(decision, append(record));
    } finally {
      waiting.remove(number);
    }
  }

  /** Appends a record; the place that it has is empty if it is not known whether it has one. */
  private OptionalLong append(byte[] record) {
    try {
      return OptionalLong.of(log.append(record, context.waitMillis()));
    } catch (LogUnavailableException e) {
      if (e.mayBeAppended()) {
        return OptionalLong.empty();
      }
      throw new ClusterUnavailableException(String.valueOf(e.getMessage()), e);
    }
  }

  private Decision decided(CompletableFuture<Decision> decision, OptionalLong place) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(context.waitMillis());
    return follower.await(decision, end, () -> unknown(place));
  }

  private OutcomeUnknownException unknown(OptionalLong place) {
    String where =
        place.isPresent()
            ? "the log has the write at tick " + place.getAsLong() + ", and this node did not come"
            : "the log may have the write, and this node did not come";
    return new OutcomeUnknownException(
        where
            + " to it in time (it is at tick "
            + figures.place()
            + "); read with this tick as the least watermark, or ask again under the same"
            + " idempotency key",
        place);
  }

  @Override
  public OrderStatus status() {
    Carrying at = carrying;
    SourceReading reads = reading;
    boolean isReader = reads != null && reads.reads();
    lookAtEnd();
    return new OrderStatus(
        follower.state(),
        follower.since(),
        isReader ? OrderStatus.Role.READER : OrderStatus.Role.FOLLOWER,
        follower.detail(),
        figures.all(
            waiting.size(),
            snapshots.place(),
            at == null ? SourceLedger.EMPTY : at.decider().sources(),
            isReader));
  }

  /** Notes where the log ends, also while the node is held up by what it carries out. */
  private void lookAtEnd() {
    if (follower.state() == OrderStatus.State.FOLLOWING && !follower.isClosed()) {
      try {
        figures.hasRecords(log.end());
      } catch (LogUnavailableException e) {
        LOGGER.log(System.Logger.Level.DEBUG, "the end of the log is not known", e);
      }
    }
  }

  @Override
  public void close() {
    SourceReading reads = reading;
    if (reads != null) {
      reads.close();
    }
    follower.end();
    snapshots.close();
    log.close();
    follower.close();
  }
}
