package io.skipruntime.benchmarks.http;

import io.skipruntime.benchmarks.measure.Measurement;
import io.skipruntime.benchmarks.measure.Meter;
import io.skipruntime.benchmarks.measure.Peer;
import io.skipruntime.benchmarks.measure.Program;
import io.skipruntime.benchmarks.measure.Reference;
import io.skipruntime.benchmarks.measure.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * W6: a scenario between a server and its clients, each a process of its own. What is measured is
 * the server's.
 */
public record HttpTask(Scenario scenario) implements Task {

  private static final List<String> SERVER_HEAP = List.of("-Xms1g", "-Xmx1g");
  private static final List<String> CLIENT_HEAP = List.of("-Xmx1g");

  private static final long ROUND_MILLIS = 2000;
  private static final int LEAST_ROUNDS = 5;
  private static final int MOST_ROUNDS = 20;

  /** For how long compilers work in a round at most when a server is warm. */
  private static final long COMPILED_MILLIS = 40;

  /** All scenarios. */
  public static List<Task> all() {
    List<Task> tasks = new ArrayList<>();
    for (Scenario scenario : Scenario.values()) {
      tasks.add(new HttpTask(scenario));
    }
    return tasks;
  }

  @Override
  public String workload() {
    return scenario.workload();
  }

  @Override
  public String size() {
    return scenario.size();
  }

  @Override
  public boolean hasReference() {
    return true;
  }

  @Override
  public Measurement measureReference(Reference reference, Meter meter) throws IOException {
    try (Peer server = reference.server(Increments.SIZE)) {
      return measure(server, meter);
    }
  }

  @Override
  public Measurement measure(Program program, Meter meter) throws IOException {
    return measureServer(List.of(program.name()), meter);
  }

  /** What writes cost our server if it keeps its data in a directory. */
  public static Measurement measureKept(Path directory, Meter meter) throws IOException {
    return new HttpTask(Scenario.PATCH)
        .measureServer(List.of(Program.OURS.name(), directory.toString()), meter);
  }

  /** What the same writes cost it if it does not. */
  public static Measurement measureNotKept(Meter meter) throws IOException {
    return new HttpTask(Scenario.PATCH).measure(Program.OURS, meter);
  }

  /** What the same writes cost the server of a program in another language, and the program. */
  public static Measurement measureProgram(Path program, Meter meter) throws IOException {
    List<String> arguments = List.of(program.toString());
    try (Peer server = Peer.startJava(MeasuredProgram.class, SERVER_HEAP, arguments)) {
      return new HttpTask(Scenario.PATCH).measure(server, meter);
    }
  }

  /** What the same writes cost the reference. */
  public static Measurement measureWrites(Reference reference, Meter meter) throws IOException {
    return new HttpTask(Scenario.PATCH).measureReference(reference, meter);
  }

  private Measurement measureServer(List<String> arguments, Meter meter) throws IOException {
    try (Peer server = Peer.startJava(MeasuredServer.class, SERVER_HEAP, arguments)) {
      return measure(server, meter);
    }
  }

  /** The CPU time and memory that a server says it has used so far. */
  private record Usage(double cpuMicros, double bytes, long compiledMillis) {

    private static final int COMPILED = 2;

    static Usage of(Peer server) throws IOException {
      server.say("usage");
      List<String> words = server.await("usage");
      return new Usage(
          Long.parseLong(words.get(0)) / 1000.0,
          Double.parseDouble(words.get(1)),
          words.size() > COMPILED ? Long.parseLong(words.get(COMPILED)) : 0);
    }
  }

  /**
   * Lets the clients go on until the compilers of the server's JVM are done: before that they use
   * most of its time.
   */
  private static void warmUp(Peer server, Peer clients) throws IOException {
    long compiled = 0;
    boolean isWarm = false;
    for (int round = 0; round < MOST_ROUNDS && !(isWarm && round >= LEAST_ROUNDS); round++) {
      go(clients, ROUND_MILLIS);
      long before = compiled;
      compiled = Usage.of(server).compiledMillis();
      isWarm = compiled - before <= COMPILED_MILLIS;
    }
  }

  private static Traffic go(Peer clients, long millis) throws IOException {
    clients.say(String.valueOf(millis));
    return Traffic.read(clients.await("seen"));
  }

  private Measurement measure(Peer server, Meter meter) throws IOException {
    List<String> ports = server.await("ready");
    List<String> arguments = List.of(scenario.name(), ports.get(0), ports.get(1));
    try (Peer clients = Peer.startJava(LoadGenerator.class, CLIENT_HEAP, arguments)) {
      long checksum = Long.parseLong(clients.await("checked").getFirst());
      warmUp(server, clients);
      Usage before = Usage.of(server);
      Traffic traffic = go(clients, meter.sampleMillis());
      Usage after = Usage.of(server);
      return new Measurement(
          (after.cpuMicros() - before.cpuMicros()) / traffic.operations(),
          (after.bytes() - before.bytes()) / traffic.operations(),
          0,
          checksum,
          Optional.of(
              new Measurement.Served(
                  traffic.perSecond(),
                  traffic.halfMicros(),
                  traffic.mostMicros(),
                  server.residentBytes())));
    }
  }
}
