package io.skipruntime.benchmarks.kafka;

import com.sun.management.OperatingSystemMXBean;
import io.skipruntime.Entry;
import io.skipruntime.Resources;
import io.skipruntime.benchmarks.measure.Arrivals;
import io.skipruntime.benchmarks.measure.Peer;
import io.skipruntime.benchmarks.measure.Program;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import io.skipruntime.kafka.KafkaOptions;
import io.skipruntime.kafka.KafkaSink;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command {@code bench kafka}: how fast a topic becomes a table, and how soon a commit is a
 * record of a sink's topic, each beside a bare client of Kafka, in turn: what that takes is of the
 * brokers, the client and the machine.
 */
@Command(
    name = "kafka",
    mixinStandardHelpOptions = true,
    description = "How topics of Kafka are followed and written, beside bare clients of Kafka.")
public final class KafkaTopics implements Callable<Integer> {

  private static final int LOADS = 3;
  private static final int COMMITS_PER_SECOND = 100;
  private static final Duration POLL_LIMIT = Duration.ofMillis(100);
  private static final long LOAD_LIMIT_MILLIS = 600_000;
  private static final List<Program> BOTH = List.of(Program.HAND, Program.OURS);

  @Option(
      names = "--bootstrap-servers",
      description = "HOST:PORT of brokers; without it, one is started")
  private @Nullable String servers;

  @Option(
      names = "--records",
      defaultValue = "2000000",
      description = "how many records the topics have")
  private int records;

  @Option(names = "--keys", defaultValue = "100000", description = "how many keys the records have")
  private int keys;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "how long 100 changes a second are committed for a sink")
  private int seconds;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, ExecutionException, InterruptedException {
    List<String> address = servers == null ? List.of() : List.of(servers);
    try (Peer broker = Peer.startJava(BrokerProcess.class, List.of("-Xmx1g"), address)) {
      Topics topics = new Topics(broker.await("ready").getFirst());
      print(
          String.format(
              Locale.ROOT,
              "%d processors, load %.1f before",
              Runtime.getRuntime().availableProcessors(),
              system().getSystemLoadAverage()));
      load(topics, broker);
      for (Program program : BOTH) {
        follow(topics, broker, program);
      }
      latency(topics, "bare producer", topic -> Optional.empty());
      latency(topics, "sink", topic -> Optional.of(sink(topics, topic)));
      latency(topics, "transactions", topic -> Optional.of(sink(topics, topic).withTransactions()));
      return 0;
    }
  }

  private static String newTopic(Topics topics) throws ExecutionException, InterruptedException {
    String topic = "skip-bench-" + UUID.randomUUID();
    topics.create(topic);
    return topic;
  }

  private static void fill(Peer broker, String topic, int records, int keys) throws IOException {
    broker.say(topic + " " + records + " " + keys);
  }

  private static String name(Program program) {
    return program == Program.HAND ? "bare consumer" : "Skip";
  }

  /** The time in which a topic that is there is read. */
  private void load(Topics topics, Peer broker)
      throws IOException, ExecutionException, InterruptedException {
    String topic = newTopic(topics);
    fill(broker, topic, records, keys);
    broker.await("filled");
    for (Program program : BOTH) {
      double best = Double.MAX_VALUE;
      double cpuMicros = Double.MAX_VALUE;
      for (int i = 0; i < LOADS; i++) {
        long cpu = system().getProcessCpuTime();
        long begin = System.nanoTime();
        if (program == Program.HAND) {
          consume(topics, topic, records + 1);
        } else {
          loadTable(topics, topic);
        }
        best = Math.min(best, (System.nanoTime() - begin) / 1e9);
        cpuMicros = Math.min(cpuMicros, (system().getProcessCpuTime() - cpu) / 1e3 / records);
      }
      print(
          String.format(
              Locale.ROOT,
              "load of %,d records, %-14s %9.0f records/s  %5.2f µs CPU/record; the best of %d",
              records,
              name(program) + ":",
              records / best,
              cpuMicros,
              LOADS));
    }
    topics.delete(topic);
  }

  /** Reads so many records, as a consumer that does nothing with them. */
  private static void consume(Topics topics, String topic, long count) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOAD_LIMIT_MILLIS);
    try (KafkaConsumer<byte[], byte[]> consumer = topics.consumer(topic)) {
      for (long left = count; left > 0; ) {
        left -= consumer.poll(POLL_LIMIT).count();
        if (System.nanoTime() > end) {
          throw new IllegalStateException(left + " of " + count + " records did not come");
        }
      }
    }
  }

  private static ServiceInstance start(AmountsService service) {
    return ServiceInstance.start(
        service, EngineOptions.defaults().withSourceTimeoutMillis(LOAD_LIMIT_MILLIS));
  }

  private void loadTable(Topics topics, String topic) {
    try (ServiceInstance service = start(AmountsService.of(topics, topic, Optional.empty()))) {
      service.instantiateResource("load", "amounts", new Resources.NoParameters());
      int found = service.getAll("amounts", new Resources.NoParameters()).size();
      if (found != Math.min(records, keys) + 1) {
        throw new IllegalStateException(found + " keys were read");
      }
    }
  }

  /** The time in which records are taken in that come as fast as the brokers take them. */
  private void follow(Topics topics, Peer broker, Program program)
      throws IOException, ExecutionException, InterruptedException {
    String topic = newTopic(topics);
    double took;
    long cpu;
    if (program == Program.HAND) {
      cpu = system().getProcessCpuTime();
      long begin = System.nanoTime();
      fill(broker, topic, records, keys);
      consume(topics, topic, records + 1);
      took = (System.nanoTime() - begin) / 1e9;
    } else {
      try (ServiceInstance service = start(AmountsService.of(topics, topic, Optional.empty()))) {
        service.instantiateResource("follow", "amounts", new Resources.NoParameters());
        Semaphore news = new Semaphore(0);
        cpu = system().getProcessCpuTime();
        try (Subscription subscription =
            service.subscribe("follow", Optional.empty(), news::release)) {
          long begin = System.nanoTime();
          fill(broker, topic, records, keys);
          awaitLast(subscription, news);
          took = (System.nanoTime() - begin) / 1e9;
        }
      }
    }
    double cpuMicros = (system().getProcessCpuTime() - cpu) / 1e3 / records;
    broker.await("filled");
    print(
        String.format(
            Locale.ROOT,
            "follow %,d records, %-14s %9.0f records/s  %5.2f µs CPU/record",
            records,
            name(program) + ":",
            records / took,
            cpuMicros));
    topics.delete(topic);
  }

  private static void awaitLast(Subscription subscription, Semaphore news)
      throws InterruptedException {
    while (true) {
      Optional<CollectionUpdate<String, Object>> update = subscription.poll();
      if (update.isEmpty()) {
        if (!news.tryAcquire(LOAD_LIMIT_MILLIS, TimeUnit.MILLISECONDS)) {
          throw new IllegalStateException("the last record did not come");
        }
      } else if (update.get().values().stream()
          .anyMatch(entry -> entry.key().equals(Topics.LAST))) {
        return;
      }
    }
  }

  private static KafkaSink sink(Topics topics, String topic) {
    return KafkaSink.of(KafkaOptions.of(topics.bootstrapServers()), topic);
  }

  /** The time from the return of a commit, or the call of a producer, to its record. */
  private void latency(
      Topics topics, String name, Function<String, Optional<KafkaSink>> sinkOfTopic)
      throws ExecutionException, InterruptedException {
    String unused = newTopic(topics);
    String topic = newTopic(topics);
    Optional<KafkaSink> sink = sinkOfTopic.apply(topic);
    int warmUp = COMMITS_PER_SECOND * Math.max(1, seconds / 3);
    int count = warmUp + COMMITS_PER_SECOND * seconds;
    long[] nanos = new long[count];
    Arrivals arrivals = new Arrivals(count);
    try (ServiceInstance service = start(AmountsService.of(topics, unused, sink));
        KafkaProducer<byte[], byte[]> producer = topics.producer(Map.of());
        KafkaConsumer<byte[], byte[]> consumer = topics.consumer(topic)) {
      Thread reader =
          Thread.ofPlatform().daemon().name("reader").start(() -> note(consumer, arrivals));
      long begin = System.nanoTime();
      for (int i = 0; i < count; i++) {
        sleepUntil(begin + i * TimeUnit.SECONDS.toNanos(1) / COMMITS_PER_SECOND);
        if (sink.isPresent()) {
          service.update("numbers", List.of(Entry.of("n" + i % keys, (long) i)));
          nanos[i] = System.nanoTime();
        } else {
          nanos[i] = System.nanoTime();
          byte[] value = Long.toString(i).getBytes(StandardCharsets.UTF_8);
          var future = producer.send(new ProducerRecord<>(topic, value, value));
          if (future.isCancelled()) {
            throw new IllegalStateException("nothing is sent");
          }
        }
      }
      for (int i = 0; i < count; i++) {
        nanos[i] = Math.max(0, arrivals.await(i) - nanos[i]);
      }
      consumer.wakeup();
      reader.join();
    }
    long[] measured = Arrays.copyOfRange(nanos, warmUp, count);
    Arrays.sort(measured);
    print(
        String.format(
            Locale.ROOT,
            "commit to record, %-14s p50 %8.3f ms  p99 %8.3f ms  at %d commits/s",
            name + ":",
            measured[measured.length / 2] / 1e6,
            measured[(int) (measured.length * 0.99)] / 1e6,
            COMMITS_PER_SECOND));
    topics.delete(unused);
    topics.delete(topic);
  }

  private static void note(KafkaConsumer<byte[], byte[]> consumer, Arrivals arrivals) {
    try {
      while (true) {
        consumer
            .poll(POLL_LIMIT)
            .forEach(each ->
                arrivals.note(Long.parseLong(new String(each.value(), StandardCharsets.UTF_8))));
      }
    } catch (WakeupException end) {
      return;
    }
  }

  private static void sleepUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static OperatingSystemMXBean system() {
    return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
