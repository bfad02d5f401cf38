package io.skipruntime.cluster.flink;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;

/**
 * A broker of Kafka, a JobManager and TaskManagers as processes of their own, from the class path
 * of the test, on ports of the loopback. All are killed in the end.
 */
final class FlinkProcesses implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final int SHARDS = 2;
  private static final int HEAP = 256;
  private static final long PATIENCE_SECONDS = 60;

  private static final Pattern CHECKPOINT = Pattern.compile("chk-(\\d+)");
  private static final Pattern TASK_MANAGER = Pattern.compile("\"id\":\"([^\"]+)\"");

  private final Path directory;
  private final Size size;
  private final HttpClient client = HttpClient.newHttpClient();
  private final int brokerPort = freePort();
  private final int controllerPort = freePort();
  private final int jobManagerPort = freePort();
  private final int restPort = freePort();
  private final List<Process> all = new ArrayList<>();
  private final List<Process> taskManagers = new ArrayList<>();
  private final Map<String, Integer> started = new HashMap<>();
  private Process broker;
  private Process jobManager;

  /**
   * The size of a cluster.
   *
   * @param taskManagers how many TaskManagers there are; two of them have work
   * @param heap the heap of a TaskManager, in MB
   * @param checkpoints how often the job is checkpointed
   */
  record Size(int taskManagers, int heap, Duration checkpoints) {}

  FlinkProcesses(Path directory, Size size) throws Exception {
    this.directory = directory;
    this.size = size;
    Files.createDirectories(directory.resolve("conf"));
    Files.writeString(directory.resolve("conf/config.yaml"), configuration());
    Files.writeString(directory.resolve("server.properties"), brokerProperties());
    Process format =
        start(
            "format",
            "kafka.tools.StorageTool",
            "format",
            "-t",
            "MkU3OEVBNTcwNTJENDM2Qg",
            "-c",
            directory.resolve("server.properties").toString());
    if (!format.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || format.exitValue() != 0) {
      throw new AssertionError("the broker's directory cannot be formatted: " + logs());
    }
    broker = startBroker();
    jobManager = startJobManager();
    for (int i = 0; i < size.taskManagers(); i++) {
      taskManagers.add(startTaskManager());
    }
    awaitBroker();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String configuration() {
    return """
    jobmanager.rpc.address: %1$s
    jobmanager.rpc.port: %2$d
    jobmanager.bind-host: %1$s
    rest.address: %1$s
    rest.bind-address: %1$s
    rest.port: %3$d
    rest.bind-port: "%3$d"
    taskmanager.host: %1$s
    taskmanager.bind-host: %1$s
    taskmanager.numberOfTaskSlots: 1
    taskmanager.cpu.cores: 1.0
    taskmanager.memory.task.heap.size: 96mb
    taskmanager.memory.task.off-heap.size: 0mb
    taskmanager.memory.framework.heap.size: 96mb
    taskmanager.memory.framework.off-heap.size: 64mb
    taskmanager.memory.network.min: 32mb
    taskmanager.memory.network.max: 32mb
    taskmanager.memory.managed.size: 8mb
    taskmanager.memory.jvm-metaspace.size: 128mb
    taskmanager.memory.jvm-overhead.min: 64mb
    taskmanager.memory.jvm-overhead.max: 64mb
    heartbeat.interval: 500
    heartbeat.timeout: 4000
    """
        .formatted(HOST, jobManagerPort, restPort);
  }

  private String brokerProperties() {
    return """
    process.roles=broker,controller
    node.id=1
    controller.quorum.voters=1@%1$s:%3$d
    listeners=PLAINTEXT://%1$s:%2$d,CONTROLLER://%1$s:%3$d
    advertised.listeners=PLAINTEXT://%1$s:%2$d
    controller.listener.names=CONTROLLER
    listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
    log.dirs=%4$s
    offsets.topic.replication.factor=1
    auto.create.topics.enable=false
    # A broker that was killed is let in again when its session is over: after 9 s by default.
    broker.session.timeout.ms=3000
    broker.heartbeat.interval.ms=500
    """
        .formatted(HOST, brokerPort, controllerPort, directory.resolve("kafka"));
  }

  private Process start(String name, String program, String... arguments) throws IOException {
    return start(name, HEAP, program, arguments);
  }

  private Process start(String name, int heap, String program, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program));
    command.addAll(List.of(arguments));
    int number = started.merge(name, 1, Integer::sum);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + number + ".log").toFile())
            .start();
    all.add(process);
    return process;
  }

  private Process startBroker() throws IOException {
    return start("broker", "kafka.Kafka", directory.resolve("server.properties").toString());
  }

  private Process startJobManager() throws IOException {
    return start(
        "jobmanager",
        "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
        "--configDir",
        directory.resolve("conf").toString());
  }

  private Process startTaskManager() throws IOException {
    return start(
        "taskmanager",
        size.heap(),
        "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
        "--configDir",
        directory.resolve("conf").toString());
  }

  private void awaitBroker() throws Exception {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", HOST + ":" + brokerPort);
    try (Admin admin = Admin.create(settings)) {
      TestCluster.await(
          () -> {
            try {
              return !admin.describeCluster().nodes().get(1, TimeUnit.SECONDS).isEmpty();
            } catch (Exception e) {
              return false;
            }
          },
          this::logs);
    }
  }

  /** The address of the logs in a topic. */
  String address(String topic) {
    return "kafka://" + HOST + ":" + brokerPort + "/" + topic;
  }

  /** Starts the job of a service, from the newest checkpoint if there is one. */
  void submit(String className, String address) throws Exception {
    Configuration set = new Configuration();
    set.setString("execution.checkpointing.interval", size.checkpoints().toMillis() + " ms");
    set.setString("execution.checkpointing.storage", "filesystem");
    set.setString(
        "execution.checkpointing.dir", directory.resolve("checkpoints").toUri().toString());
    set.setString(
        "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
    set.setString("restart-strategy.type", "fixed-delay");
    set.setString("restart-strategy.fixed-delay.attempts", "1000");
    set.setString("restart-strategy.fixed-delay.delay", "100 ms");
    newestCheckpoint().ifPresent(from -> set.setString("execution.state-recovery.path", from));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createRemoteEnvironment(HOST, restPort, set);
    SkipJob.of(new ClassMaker(className), address).withShards(SHARDS).addTo(environment);
    List<JobClient> jobs = new ArrayList<>();
    TestCluster.await(
        () -> {
          try {
            return jobs.add(environment.executeAsync("bank"));
          } catch (Exception e) {
            return false;
          }
        },
        this::logs);
  }

  private Optional<String> newestCheckpoint() throws IOException {
    Path checkpoints = directory.resolve("checkpoints");
    if (!Files.isDirectory(checkpoints)) {
      return Optional.empty();
    }
    try (Stream<Path> files =
        Files.find(
            checkpoints,
            9,
            (file, attributes) -> file.getFileName().toString().equals("_metadata"))) {
      return files
          .max(Comparator.comparing(FlinkProcesses::writtenAt))
          .map(file -> file.resolveSibling("").toUri().toString());
    }
  }

  private static FileTime writtenAt(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0); // a checkpoint that was given up meanwhile
    }
  }

  /** Kills the TaskManager that runs longest, as {@code kill -9} does, and starts another one. */
  void killTaskManager() throws Exception {
    taskManagers.removeFirst().destroyForcibly().waitFor();
    taskManagers.add(startTaskManager());
  }

  /** Kills all TaskManagers, starts as many, and waits until the JobManager has these. */
  void replaceTaskManagers() throws Exception {
    Set<String> before = registered();
    for (Process each : taskManagers) {
      each.destroyForcibly().waitFor();
    }
    for (int i = 0; i < size.taskManagers(); i++) {
      taskManagers.set(i, startTaskManager());
    }
    TestCluster.await(
        () -> {
          Set<String> others = registered();
          others.removeAll(before);
          return others.size() == size.taskManagers();
        },
        this::logs);
  }

  /** The CPU time that the TaskManagers which run now have taken. */
  Duration taskManagersCpu() {
    return taskManagers.stream()
        .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** The identifiers of the TaskManagers that the JobManager has, also of some that have ended. */
  private Set<String> registered() throws Exception {
    URI all = URI.create("http://" + HOST + ":" + restPort + "/taskmanagers");
    String body =
        client
            .send(HttpRequest.newBuilder(all).build(), HttpResponse.BodyHandlers.ofString())
            .body();
    return TASK_MANAGER
        .matcher(body)
        .results()
        .map(each -> each.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Waits for a checkpoint that was begun after this. */
  void awaitCheckpoint() throws Exception {
    long number = checkpoint();
    TestCluster.await(() -> checkpoint() > number + 1, this::logs); // the next may have begun
  }

  /** The number of the newest checkpoint that is complete; 0 if there is none. */
  private long checkpoint() throws IOException {
    Optional<String> newest = newestCheckpoint();
    if (newest.isEmpty()) {
      return 0;
    }
    Matcher matcher = CHECKPOINT.matcher(newest.get());
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  /** Kills the JobManager, starts another one, and the job from its newest checkpoint. */
  void killJobManager(String className, String address) throws Exception {
    jobManager.destroyForcibly().waitFor();
    jobManager = startJobManager();
    submit(className, address);
  }

  /** Kills the broker, and starts it again on its directory. */
  void killBroker() throws Exception {
    broker.destroyForcibly().waitFor();
    broker = startBroker();
  }

  /** The last lines of all that processes have said, for a failure. */
  String logs() {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".log")).sorted().toList()) {
        List<String> lines = Files.readAllLines(file);
        text.append('\n').append(file.getFileName());
        lines
            .subList(Math.max(0, lines.size() - 8), lines.size())
            .forEach(line -> text.append("\n  ").append(line));
      }
    } catch (IOException e) {
      text.append(e);
    }
    return text.toString();
  }

  /** Kills all processes, and waits until none of them can write to the directory any more. */
  @Override
  public void close() {
    all.forEach(Process::destroyForcibly);
    client.close();
    try {
      TestCluster.await(() -> all.stream().noneMatch(Process::isAlive), this::logs);
    } catch (Exception e) {
      throw new IllegalStateException("not all processes that were killed end", e);
    }
  }
}
