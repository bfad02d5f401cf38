package io.skipruntime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.SinkStatus;
import io.skipruntime.engine.ServiceInstance;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service between topics and a webhook, while its process, the broker, the connections and the
 * receiver are killed, each at least once. {@code -Dskip.kafka.minutes=60} is the long form, {@code
 * -Dskip.kafka.seed=N} an earlier run.
 */
final class RandomKillsTest {

  private static final long RANDOM_SECONDS =
      TimeUnit.MINUTES.toSeconds(Integer.getInteger("skip.kafka.minutes", 0));
  private static final long SEED = Long.getLong("skip.kafka.seed", System.nanoTime());
  private static final int TRANSACTIONS = 10;
  private static final int RECORDS = 5;
  private static final int CUTS = 5;

  private enum Kill {
    SERVICE,
    BROKER,
    CONNECTIONS,
    TARGET
  }

  private final Random random = new Random(SEED);
  private long number;

  @TempDir private Path directory = Path.of("");

  @Test
  void tableIsTheFold_andEveryTargetIsTheTable_whateverIsKilled() throws Exception {
    System.err.println("skip.kafka.seed=" + SEED);
    try (CutRelay relay = new CutRelay();
        Cluster cluster = Cluster.startAt(relay.port());
        HookTarget hook = new HookTarget()) {
      relay.leadTo(cluster.ownPort());
      for (String topic : List.of(PipelineService.IN, PipelineService.OUT, PipelineService.PLAIN)) {
        cluster.create(topic, 2, 1, Map.of("cleanup.policy", "compact"));
      }
      cluster.set(PipelineService.OUT, "min.cleanable.dirty.ratio", "1"); // each is looked at
      killAtRandom(cluster, relay, hook);
      checkAtLast(cluster, relay, hook);
    }
  }

  private void killAtRandom(Cluster cluster, CutRelay relay, HookTarget hook) throws Exception {
    String address = "127.0.0.1:" + relay.port();
    Process service = launched(address, hook);
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(RANDOM_SECONDS);
      List<Kill> kills = shuffled();
      while (!kills.isEmpty() || System.nanoTime() < end) {
        if (kills.isEmpty()) {
          kills = shuffled();
        }
        Random choices = new Random(random.nextLong());
        CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(cluster, choices));
        switch (kills.removeLast()) {
          case SERVICE -> {
            service.destroyForcibly().waitFor();
            service = launched(address, hook);
          }
          case BROKER -> {
            cluster.stopBroker(0);
            cluster.startBroker(0);
            relay.leadTo(cluster.ownPort());
          }
          case CONNECTIONS -> {
            for (int cut = 0; cut < CUTS; cut++) {
              relay.cut();
              LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(50)));
            }
          }
          case TARGET -> {
            hook.kill();
            hook.start();
          }
        }
        written.join();
        if (random.nextBoolean()) {
          Cluster.until(() -> hook.rows().equals(Fold.rows(cluster, PipelineService.IN)));
        }
      }
    } finally {
      service.destroyForcibly().waitFor();
    }
  }

  private List<Kill> shuffled() {
    List<Kill> kills = new ArrayList<>(List.of(Kill.values()));
    Collections.shuffle(kills, random);
    return kills;
  }

  /** A service that has started. */
  private Process launched(String address, HookTarget hook) throws Exception {
    Process process = PipelineService.launch(address, hook.address(), directory);
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    assertThat(lines.readLine()).isEqualTo("started");
    return process;
  }

  /** Writes some transactions, of which some are aborted, with numbers that grow. */
  private void write(Cluster cluster, Random choices) {
    for (int done = 0; done < TRANSACTIONS; ) {
      try (KafkaProducer<byte[], byte[]> producer =
          cluster.producer(Map.of("transactional.id", "writer"))) {
        producer.initTransactions();
        for (; done < TRANSACTIONS; done++) {
          producer.beginTransaction();
          for (int i = 0; i < RECORDS; i++) {
            String value = choices.nextInt(4) == 0 ? null : Long.toString(number++);
            String key = "k" + choices.nextInt(20);
            var unused = producer.send(Cluster.message(PipelineService.IN, null, key, value));
          }
          if (choices.nextInt(3) == 0) {
            producer.abortTransaction();
          } else {
            producer.commitTransaction();
          }
        }
      } catch (KafkaException e) { // of a transaction that a kill has ended; then another follows
        done++;
      }
    }
  }

  private void checkAtLast(Cluster cluster, CutRelay relay, HookTarget hook) throws Exception {
    String expected = Fold.rows(cluster, PipelineService.IN);
    try (ServiceInstance service =
        PipelineService.start("127.0.0.1:" + relay.port(), hook.address(), directory)) {
      Cluster.until(() -> NumbersService.rows(service).equals(expected));
      Cluster.until(() ->
          service.sinks().statuses().stream()
              .allMatch(sink ->
                  sink.lag().equals(SinkStatus.Lag.NONE) && sink.state() == SinkStatus.State.LIVE));
      assertThat(service.sinks().statuses())
          .allMatch(sink -> sink.refused().count() == 0, "refuses nothing");
    }
    assertThat(expected).isNotEmpty();
    assertThat(Fold.rows(cluster, PipelineService.OUT)).isEqualTo(expected);
    assertThat(Fold.rows(cluster, PipelineService.PLAIN)).isEqualTo(expected);
    assertThat(hook.rows()).isEqualTo(expected);
    assertThat(hook.mistakes()).isEmpty();
    Fold.hasEveryStateOnceAndInOrder(Fold.records(cluster, PipelineService.OUT));
  }
}
