package io.skipruntime.benchmarks;

import io.skipruntime.benchmarks.measure.Measurement;
import io.skipruntime.benchmarks.measure.Meter;
import io.skipruntime.benchmarks.measure.Peer;
import io.skipruntime.benchmarks.measure.Work;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** A library that a user of Java would pick instead, in a process of its own. */
enum Alternative {
  REACTOR(
      "Reactor",
      "the state is written by hand, and the maps of W2 keep nothing between them; a batch is so"
          + " many changes, of which a reader sees a part"),
  RX_JAVA("RxJava", "as Reactor"),
  KAFKA_STREAMS(
      "Kafka Streams",
      "in TopologyTestDriver: no broker, no network, stores in memory without a log; a batch is so"
          + " many changes; the multiset of W3 max is read and written as a whole"),
  FLINK(
      "Flink",
      "MiniCluster, parallelism 1, no checkpoints, state by key on the heap; the writer waits for"
          + " each result, which passes through several threads; a batch is so many changes, and"
          + " results are a stream that no reader can ask for");

  private static final List<String> OPTIONS =
      List.of(
          "-Xms3072m",
          "-Xmx3072m",
          "-XX:+AlwaysPreTouch",
          "--add-opens=java.base/java.util=ALL-UNNAMED", // for Kryo in Flink
          "--add-opens=java.base/java.lang=ALL-UNNAMED");

  private final String title;
  private final String note;

  Alternative(String title, String note) {
    this.title = title;
    this.note = note;
  }

  String title() {
    return title;
  }

  /** How its work differs from ours. */
  String note() {
    return note;
  }

  /** Starts its dataflow for a kind of work. */
  Flow flow(PeerTask.Kind kind) {
    return switch (this) {
      case REACTOR -> new ReactorFlow(kind);
      case RX_JAVA -> new RxJavaFlow(kind);
      case KAFKA_STREAMS -> new KafkaStreamsFlow(kind);
      case FLINK -> new FlinkFlow(kind);
    };
  }

  /** The task as work for a {@link Meter}. */
  Work work(PeerTask task) {
    Flow running = flow(task.kind());
    running.write(task.initial());
    Supplier<List<Write>> changes = task.changes();
    return new Work() {
      @Override
      public long run(int i) {
        return running.write(changes.get());
      }

      @Override
      public void close() {
        running.close();
      }
    };
  }

  /** What a measuring process runs: the alternative, the task and the meter's times. */
  public static void main(String[] arguments) {
    Alternative alternative = valueOf(arguments[0]);
    PeerTask task = PeerTask.valueOf(arguments[1]);
    Meter meter = new Meter(Long.parseLong(arguments[2]), Long.parseLong(arguments[3]));
    int checked = task.benchmark().checked();
    System.out.println(meter.measure(() -> alternative.work(task), checked).line());
    System.exit(0); // Flink has threads that stay
  }

  /** Measures the task in a process of its own. */
  Measurement measure(PeerTask task, Meter meter) throws IOException {
    List<String> arguments =
        List.of(
            name(),
            task.name(),
            String.valueOf(meter.warmMillis()),
            String.valueOf(meter.sampleMillis()));
    try (Peer process = Peer.startJava(Alternative.class, OPTIONS, arguments)) {
      return Measurement.read(process.await(Measurement.MARK));
    }
  }
}
