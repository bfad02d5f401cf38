package io.skipruntime.benchmarks.kafka;

import com.sun.management.OperatingSystemMXBean;
import io.skipruntime.Entry;
import io.skipruntime.Resources;
import io.skipruntime.benchmarks.measure.Arrivals;
import io.skipruntime.benchmarks.measure.Peer;
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
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
 * The command {@code bench kafka}: how fast a topic becomes a table, beside a bare client of Kafka
 * and one that keeps a map by hand; and how soon a commit is a record of a sink's topic, beside a
 * bare client. All read in turn: what a bare client takes is of the brokers, the client and the
 * machine.
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
  private static final long ENDING_LIMIT_SECONDS = 1;

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
      FutureTask<Void> measuring =
          new FutureTask<>(() -> {
            measure(broker);
            return null;
          });
      Thread worker = Thread.ofPlatform().daemon().name("bench-kafka").start(measuring);
      CompletableFuture<Void> ending = broker.ending().thenRun(() -> measuring.cancel(true));
      try {
        measuring.get();
        return 0;
      } catch (CancellationException e) {
        return lost(broker);
      } catch (ExecutionException e) {
        if (isEnding(ending)) {
          return lost(broker);
        }
        throw e;
      } finally {
        worker.interrupt();
      }
    }
  }

  /** Whether the process of the broker has ended, which clients may notice a little before. */
  private static boolean isEnding(CompletableFuture<Void> ending) throws InterruptedException {
    try {
      ending.get(ENDING_LIMIT_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    }
  }

  private int lost(Peer broker) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        servers == null
            ? "the broker ended before all was measured; its last words:"
            : "the brokers at " + servers + " do not answer any more; what their client said:");
    broker.unread().forEach(line -> err.println("  " + line));
    err.flush();
    return 1;
  }

  private void measure(Peer broker) throws IOException, ExecutionException, InterruptedException {
    Topics topics = new Topics(broker.await("ready").getFirst());
    print(
        String.format(
            Locale.ROOT,
            "%d processors, load %.1f before",
            Runtime.getRuntime().availableProcessors(),
            system().getSystemLoadAverage()));
    load(topics, broker);
    follow(topics, broker);
    latency(topics, "bare producer", topic -> Optional.empty());
    latency(topics, "sink", topic -> Optional.of(sink(topics, topic)));
    latency(topics, "transactions", topic -> Optional.of(sink(topics, topic).withTransactions()));
  }

  private static String newTopic(Topics topics) throws ExecutionException, InterruptedException {
    String topic = "skip-bench-" + UUID.randomUUID();
    topics.create(topic);
    return topic;
  }

  private void fill(Peer broker, String topic) throws IOException {
    broker.say(topic + " " + records + " " + keys);
  }

  /** The number of keys of a topic that is filled. */
  private int keysOfTopic() {
    return Math.min(records, keys) + 1;
  }

  /** The time in which a topic that is there is read. */
  private void load(Topics topics, Peer broker)
      throws IOException, ExecutionException, InterruptedException {
    String topic = newTopic(topics);
    fill(broker, topic);
    broker.await("filled");
    ReadingTimes times = new ReadingTimes(records);
    for (int i = 0; i < LOADS; i++) {
      for (TopicReader reader : TopicReader.values()) {
        ReadingTimes.Clock clock = ReadingTimes.Clock.start();
        if (reader == TopicReader.SKIP) {
          loadTable(topics, topic, () -> times.add(reader, clock));
        } else {
          reader.consume(topics, topic, records + 1L, keysOfTopic());
          times.add(reader, clock);
        }
      }
    }
    times.lines("load of").forEach(this::print);
    topics.delete(topic);
  }

  private static ServiceInstance start(AmountsService service) {
    return ServiceInstance.start(
        service, EngineOptions.defaults().withSourceTimeoutMillis(LOAD_LIMIT_MILLIS));
  }

  private void loadTable(Topics topics, String topic, Runnable loaded) {
    try (ServiceInstance service = start(AmountsService.of(topics, topic, Optional.empty()))) {
      service.instantiateResource("load", "amounts", new Resources.NoParameters());
      loaded.run();
      int found = service.getAll("amounts", new Resources.NoParameters()).size();
      if (found != keysOfTopic()) {
        throw new IllegalStateException(found + " keys were read");
      }
    }
  }

  /** The time in which records are taken in that come as fast as the brokers take them. */
  private void follow(Topics topics, Peer broker)
      throws IOException, ExecutionException, InterruptedException {
    ReadingTimes times = new ReadingTimes(records);
    for (int i = 0; i < LOADS; i++) {
      for (TopicReader reader : TopicReader.values()) {
        String topic = newTopic(topics);
        if (reader == TopicReader.SKIP) {
          followTable(topics, broker, topic, times);
        } else {
          ReadingTimes.Clock clock = ReadingTimes.Clock.start();
          fill(broker, topic);
          reader.consume(topics, topic, records + 1L, keysOfTopic());
          times.add(reader, clock);
        }
        broker.await("filled");
        topics.delete(topic);
      }
    }
    times.lines("follow").forEach(this::print);
  }

  private void followTable(Topics topics, Peer broker, String topic, ReadingTimes times)
      throws IOException, InterruptedException {
    try (ServiceInstance service = start(AmountsService.of(topics, topic, Optional.empty()))) {
      service.instantiateResource("follow", "amounts", new Resources.NoParameters());
      Semaphore news = new Semaphore(0);
      try (Subscription subscription =
          service.subscribe("follow", Optional.empty(), news::release)) {
        ReadingTimes.Clock clock = ReadingTimes.Clock.start();
        fill(broker, topic);
        awaitLast(subscription, news);
        times.add(TopicReader.SKIP, clock);
      }
    }
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
