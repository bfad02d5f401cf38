package io.skipruntime.cluster.flink;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
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
  private static final int TASK_MANAGERS = 3;
  private static final int SHARDS = 2;
  private static final long PATIENCE_SECONDS = 60;

  private final Path directory;
  private final int brokerPort = freePort();
  private final int controllerPort = freePort();
  private final int jobManagerPort = freePort();
  private final int restPort = freePort();
  private final List<Process> all = new ArrayList<>();
  private final List<Process> taskManagers = new ArrayList<>();
  private final Map<String, Integer> started = new HashMap<>();
  private Process broker;
  private Process jobManager;

  FlinkProcesses(Path directory) throws Exception {
    this.directory = directory;
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
    for (int i = 0; i < TASK_MANAGERS; i++) {
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
    """
        .formatted(HOST, brokerPort, controllerPort, directory.resolve("kafka"));
  }

  private Process start(String name, String program, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
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
    set.setString("execution.checkpointing.interval", "500 ms");
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

  @Override
  public void close() {
    all.forEach(Process::destroyForcibly);
  }
}
