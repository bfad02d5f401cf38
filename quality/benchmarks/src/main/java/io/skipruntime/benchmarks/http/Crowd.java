package io.skipruntime.benchmarks.http;

import com.sun.management.UnixOperatingSystemMXBean;
import io.skipruntime.benchmarks.measure.Peer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command {@code bench crowd}: a server, a process of its own, in which many resource instances
 * are opened, each for other parameters, and then followed, each by a subscriber. It tells the
 * memory of each and the CPU time of the server, also for writes that concern one instance and all.
 */
@Command(
    name = "crowd",
    mixinStandardHelpOptions = true,
    description = "What each of 100,000 resource instances and subscribers costs in one process.")
public final class Crowd implements Callable<Integer> {

  private static final List<String> SERVER_HEAP = List.of("-Xmx4g");
  private static final int OPENING_CONNECTIONS = 32;
  private static final int OTHER_FILES = 1_000;
  private static final int CONNECTIONS_OF_AN_ADDRESS = 20_000;
  private static final int CONNECTING_AT_ONCE = 256;
  private static final int WRITES = 5_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--count",
      defaultValue = "100000",
      description = "how many instances and subscribers there are")
  private int count;

  @Option(
      names = "--connections",
      description =
          "how many connections subscribers come on; by default one each, or as many as the system"
              + " allows a process, with several streams on each")
  private int connections;

  private int received;

  /**
   * The memory and CPU time of the server at a moment.
   *
   * @param cpuMicros its CPU time until it looked for what is alive
   * @param cpuMicrosAfter its CPU time afterwards
   */
  private record Usage(
      double cpuMicros, double cpuMicrosAfter, long heapBytes, long residentBytes) {

    static Usage of(Peer server) throws IOException {
      double cpuMicros = cpuMicros(server);
      server.say("heap");
      long heapBytes = Long.parseLong(server.await("heap").getFirst());
      return new Usage(cpuMicros, cpuMicros(server), heapBytes, server.residentBytes());
    }

    static double cpuMicros(Peer server) throws IOException {
      server.say("usage");
      return Long.parseLong(server.await("usage").getFirst()) / 1e3;
    }
  }

  @Override
  public Integer call() throws IOException {
    if (connections == 0) {
      connections = (int) Math.min(count, mostFiles() - OTHER_FILES);
    }
    try (Peer server =
        Peer.startJava(CrowdedServer.class, SERVER_HEAP, List.of(String.valueOf(count)))) {
      List<String> ports = server.await("ready");
      int controlPort = Integer.parseInt(ports.get(0));
      try (Clients clients = new Clients(controlPort, Integer.parseInt(ports.get(1)))) {
        measure(server, clients, controlPort);
      }
    }
    return 0;
  }

  private static long mostFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? system.getMaxFileDescriptorCount()
        : Integer.MAX_VALUE;
  }

  private void measure(Peer server, Clients clients, int controlPort) throws IOException {
    Usage before = Usage.of(server);
    List<String> streams = open(clients);
    Usage opened = Usage.of(server);
    tell("%,d resource instances, each".formatted(count), before, opened, count);
    follow(clients, streams);
    Usage followed = Usage.of(server);
    tell(
        "%,d subscribers on %,d connections, each".formatted(count, connections),
        opened,
        followed,
        count);
    writeToOne(server, clients);
    writeToAll(server, clients, controlPort);
    print(
        "%-52s %6d MB live heap, %d MB resident",
        "all of it", followed.heapBytes >> 20, server.residentBytes() >> 20);
  }

  private void print(String format, Object... arguments) {
    spec.commandLine().getOut().printf(Locale.ROOT, format + "%n", arguments);
    spec.commandLine().getOut().flush();
  }

  private void tell(String name, Usage from, Usage to, int parts) {
    print(
        "%-52s %6.0f bytes of heap, %6.0f resident, %6.1f µs of CPU time",
        name,
        (double) (to.heapBytes - from.heapBytes) / parts,
        (double) (to.residentBytes - from.residentBytes) / parts,
        (to.cpuMicros - from.cpuMicrosAfter) / parts);
  }

  /** Opens an instance for each key, and gives the identifiers of its streams. */
  private List<String> open(Clients clients) throws IOException {
    List<String> streams = new ArrayList<>(count);
    clients.askAll(
        OPENING_CONNECTIONS,
        LongStream.range(0, count)
            .mapToObj(
                key -> ClientConnection.request("POST", "/v1/streams/one", String.valueOf(key)))
            .iterator(),
        stream -> streams.add(stream.strip()));
    return streams;
  }

  /** Follows all streams, on all connections alike. */
  private void follow(Clients clients, List<String> streams) throws IOException {
    int asked = 0;
    for (int i = 0; i < connections; i++) {
      int to = (int) ((long) count * (i + 1) / connections);
      byte[] request = request(streams.subList(asked, to));
      asked = to;
      clients.follow(
          request,
          "127.0.0." + (1 + i / CONNECTIONS_OF_AN_ADDRESS),
          new EventReader("event", this::receive));
      if (i % CONNECTING_AT_ONCE == 0) {
        int least = asked;
        clients.serveUntil(() -> received == least);
      }
    }
    clients.serveUntil(() -> received == count);
  }

  private static byte[] request(List<String> streams) {
    if (streams.size() == 1) {
      return ClientConnection.request("GET", "/v1/streams/" + streams.getFirst(), "");
    }
    StringJoiner body = new StringJoiner(",", "[", "]");
    for (int i = 0; i < streams.size(); i++) {
      body.add("{\"name\":\"" + i + "\",\"stream\":\"" + streams.get(i) + "\"}");
    }
    return ClientConnection.request("POST", "/v1/streams", body.toString());
  }

  private void receive(String event) {
    if (event.equals("init") || event.equals("update")) {
      received++;
    }
  }

  /** Writes one by one, each time to what another subscriber sees, who has to get it. */
  private void writeToOne(Peer server, Clients clients) throws IOException {
    double cpuMicros = 0;
    for (int i = 0; i < 2 * WRITES; i++) {
      if (i == WRITES) {
        cpuMicros = Usage.cpuMicros(server);
      }
      received = 0;
      clients.ask("PATCH", "/v1/inputs/input", Writes.body(i % count, count + i));
      clients.serveUntil(() -> received == 1);
    }
    print(
        "%-52s %6.1f µs of CPU time",
        "a write that concerns one", (Usage.cpuMicros(server) - cpuMicros) / WRITES);
  }

  /** Writes all entries at once, of which each subscriber has to get one. */
  private void writeToAll(Peer server, Clients clients, int controlPort) throws IOException {
    StringJoiner body = new StringJoiner(",", "[", "]");
    for (int key = 0; key < count; key++) {
      body.add("[" + key + ",[" + (-1 - key) + "]]");
    }
    HttpRequest write =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + controlPort + "/v1/inputs/input"))
            .header("Content-Type", "application/json")
            .method("PATCH", HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    double cpuMicros = Usage.cpuMicros(server);
    received = 0;
    long start = System.nanoTime();
    try (HttpClient client = HttpClient.newHttpClient()) {
      CompletableFuture<HttpResponse<Void>> answer =
          client.sendAsync(write, HttpResponse.BodyHandlers.discarding());
      clients.serveUntil(() -> received == count);
      if (answer.join().statusCode() != 200) {
        throw new IOException("the write of all was answered with " + answer.join().statusCode());
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    print(
        "%-52s %6.1f µs of CPU time, all have it after %.2f s",
        "a write that concerns all, each", (Usage.cpuMicros(server) - cpuMicros) / count, seconds);
  }
}
