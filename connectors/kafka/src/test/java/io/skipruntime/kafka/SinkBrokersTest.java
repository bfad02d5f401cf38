package io.skipruntime.kafka;

import static io.skipruntime.kafka.NumbersService.awaitDelivered;
import static io.skipruntime.kafka.NumbersService.put;
import static io.skipruntime.kafka.NumbersService.rows;
import static io.skipruntime.kafka.NumbersService.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Sink;
import io.skipruntime.SinkBatch;
import io.skipruntime.SinkException;
import io.skipruntime.SinkPosition;
import io.skipruntime.SinkStatus.State;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.journal.Persistence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Topics that follow a resource while brokers and services are ended and started again. {@code
 * -Dskip.kafka.minutes=60} is the long form of the random one.
 */
final class SinkBrokersTest {

  private static final long RANDOM_SECONDS =
      TimeUnit.MINUTES.toSeconds(Integer.getInteger("skip.kafka.minutes", 0));
  private static final int LEAST_ROUNDS = 3;
  private static final List<Fault> PASSING = List.of(Fault.NONE, Fault.BEFORE, Fault.AFTER);
  private static final long SEED = Long.getLong("skip.kafka.seed", System.nanoTime());
  private static Cluster cluster;

  private final List<ServiceInstance> started = new ArrayList<>();

  @TempDir private Path directory = Path.of("");

  @BeforeAll
  static void start() {
    cluster = Cluster.start(1, Map.of());
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @AfterEach
  void close() {
    started.forEach(ServiceInstance::close);
  }

  /** The points at which a connection fails, once. */
  private enum Fault {
    NONE,
    /** Nothing of a batch is written. */
    BEFORE,
    /** A batch is written, and the service does not learn it. */
    AFTER,
    /** From now on nothing is written any more, as if the process had ended. */
    DEAD
  }

  /** A sink whose connections fail when a test says so. */
  private record Faulty(KafkaSink sink, AtomicReference<Fault> fault) implements Sink {
    @Override
    public Connection connect(Context context) throws SinkException, InterruptedException {
      throwAt(Fault.DEAD);
      Connection connection = sink.connect(context);
      return new Connection() {
        @Override
        public Optional<SinkPosition> position() throws SinkException, InterruptedException {
          return connection.position();
        }

        @Override
        public void write(SinkBatch batch) throws SinkException, InterruptedException {
          throwAt(Fault.DEAD);
          throwAt(Fault.BEFORE);
          connection.write(batch);
          throwAt(Fault.AFTER);
        }

        @Override
        public void close() {
          connection.close();
        }
      };
    }

    private void throwAt(Fault point) throws SinkException {
      if (fault.get() == point) {
        if (point != Fault.DEAD) {
          fault.set(Fault.NONE);
        }
        throw SinkException.passing("a fault of the test");
      }
    }
  }

  private ServiceInstance start(String name, Sink sink, EngineOptions options) {
    ServiceInstance service =
        ServiceInstance.start(new NumbersService(name, sink), options.withCloseMillis(500));
    started.add(service);
    return service;
  }

  private static KafkaSink sink(String topic, boolean isTransactional) {
    KafkaSink sink = KafkaSink.of(cluster.options(), topic);
    return isTransactional ? sink.withTransactions() : sink;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sink_goesOn_whenTheBrokerIsBack(boolean isTransactional) throws Exception {
    String topic = cluster.compacted(2);
    ServiceInstance service =
        start("away" + isTransactional, sink(topic, isTransactional), EngineOptions.defaults());
    put(service, "a", 1L);
    awaitDelivered(service);
    cluster.stopBroker(0);
    put(service, "a", 2L);
    Cluster.until(() -> status(service).state() == State.RETRYING);
    assertThat(status(service).reason()).isPresent();
    put(service, "b", 3L);
    put(service, "a");
    cluster.startBroker(0);
    awaitDelivered(service);
    assertThat(Fold.rows(cluster, topic)).isEqualTo("\"b\"=3");
  }

  @Test
  void serviceThatWasReplaced_writesNothing_untilItIsToldTo() throws Exception {
    String topic = cluster.compacted(1);
    ServiceInstance old = start("fenced", sink(topic, true), EngineOptions.defaults());
    put(old, "a", 1L);
    awaitDelivered(old);
    ServiceInstance current = start("fenced", sink(topic, true), EngineOptions.defaults());
    put(current, "b", 2L);
    awaitDelivered(current);
    put(old, "c", 3L);
    Cluster.until(() -> status(old).state() == State.STOPPED);
    assertThat(status(old).reason().orElseThrow()).contains("another process writes to " + topic);
    assertThat(Fold.rows(cluster, topic)).isEqualTo("\"b\"=2");
    put(current, "d", 4L);
    awaitDelivered(current);
    assertThat(Fold.rows(cluster, topic)).isEqualTo("\"b\"=2 \"d\"=4");
    old.sinks().resync("fenced");
    Cluster.until(() -> Fold.rows(cluster, topic).equals("\"a\"=1 \"c\"=3"));
  }

  @Test
  void topicThatIsMadeAgain_isFilledAgain() throws Exception {
    String topic = cluster.compacted(1);
    KafkaSink sink = sink(topic, true).creatingTopic(2);
    EngineOptions options =
        EngineOptions.defaults().withPersistence(Persistence.in(directory).withProgramVersion("1"));
    try (ServiceInstance service = start("again", sink, options)) {
      put(service, "a", 1L);
      awaitDelivered(service);
    }
    cluster.delete(topic);
    try (ServiceInstance service = start("again", sink, options)) {
      put(service, "b", 2L);
      awaitDelivered(service);
      assertThat(Fold.rows(cluster, topic)).isEqualTo("\"a\"=1 \"b\"=2");
    }
    assertThat(cluster.partitions(topic)).isEqualTo(2);
  }

  /**
   * Writes grow with each key, so that a reader of what is committed can tell whether a state comes
   * twice or out of order.
   */
  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void topicEqualsTheResource_whateverFails(boolean isTransactional, boolean isPersistent)
      throws Exception {
    System.err.println("skip.kafka.seed=" + SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    String topic = cluster.compacted(2);
    cluster.set(topic, "min.cleanable.dirty.ratio", "1"); // all records are to be looked at
    EngineOptions options =
        isPersistent
            ? EngineOptions.defaults()
                .withPersistence(Persistence.in(directory).withProgramVersion("1"))
            : EngineOptions.defaults();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(RANDOM_SECONDS);
    long number = 0;
    for (int round = 0; round < LEAST_ROUNDS || System.nanoTime() < end; round++) {
      AtomicReference<Fault> fault = new AtomicReference<>(Fault.NONE);
      Faulty sink = new Faulty(sink(topic, isTransactional), fault);
      try (ServiceInstance service = start("random" + topic, sink, options)) {
        for (int step = 0; step < 3; step++) {
          fault.compareAndSet(Fault.NONE, PASSING.get(random.nextInt(PASSING.size())));
          for (int write = 0; write < 5; write++) {
            String key = "k" + random.nextInt(6);
            if (random.nextInt(4) == 0) {
              put(service, key);
            } else {
              put(service, key, number++);
            }
          }
          if (step == 1 && round % LEAST_ROUNDS == 1) {
            cluster.stopBroker(0);
            cluster.startBroker(0);
          }
          if (random.nextBoolean()) {
            awaitDelivered(service);
            assertThat(Fold.rows(cluster, topic)).isEqualTo(rows(service));
          }
        }
        if (random.nextBoolean()) {
          fault.set(Fault.DEAD);
        }
      }
    }
    try (ServiceInstance service = start("random" + topic, sink(topic, isTransactional), options)) {
      awaitDelivered(service);
      assertThat(Fold.rows(cluster, topic)).isEqualTo(rows(service));
    }
    if (isTransactional) {
      Fold.hasEveryStateOnceAndInOrder(Fold.records(cluster, topic));
    }
  }
}
