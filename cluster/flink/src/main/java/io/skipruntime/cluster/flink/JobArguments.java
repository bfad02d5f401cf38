package io.skipruntime.cluster.flink;

import io.skipruntime.engine.shard.KeyGroups;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The arguments of the program {@link SkipJob}.
 *
 * @param className the class of the service
 * @param address the address of the logs
 * @param shards how many shards there are to be; empty to leave it to Flink
 * @param version the author's word for the program; empty if there is none
 * @param checkpoints the directory of checkpoints, as a URI; empty to leave it as Flink has it
 */
record JobArguments(
    String className,
    String address,
    Optional<Integer> shards,
    String version,
    Optional<String> checkpoints) {

  /** What the program is given. */
  static final String USAGE =
      "usage: SkipJob CLASS --cluster ADDRESS [--shards N] [--cluster-version VERSION]"
          + " [--checkpoints URI]";

  private static final String LOOPBACK = "127.0.0.1";

  /** What Flink would let all machines reach otherwise. */
  private static final List<String> BOUND =
      List.of("rest.bind-address", "jobmanager.bind-host", "taskmanager.bind-host");

  /**
   * Parses arguments.
   *
   * @throws IllegalArgumentException if they are wrong; the message says how
   */
  static JobArguments parse(String... arguments) {
    ArrayDeque<String> left = new ArrayDeque<>(List.of(arguments));
    Optional<String> className = Optional.empty();
    Optional<String> cluster = Optional.empty();
    Optional<Integer> shards = Optional.empty();
    Optional<String> version = Optional.empty();
    Optional<String> checkpoints = Optional.empty();
    while (!left.isEmpty()) {
      String next = left.removeFirst();
      switch (next) {
        case "--cluster" -> cluster = Optional.of(valueOf(next, left));
        case "--shards" -> shards = Optional.of(number(valueOf(next, left)));
        case "--cluster-version" -> version = Optional.of(valueOf(next, left));
        case "--checkpoints" -> checkpoints = Optional.of(valueOf(next, left));
        default -> {
          if (next.startsWith("-") || className.isPresent()) {
            throw new IllegalArgumentException("there is no option " + next);
          }
          className = Optional.of(next);
        }
      }
    }
    String service =
        className.orElseThrow(
            () -> new IllegalArgumentException("the class of the service is missing"));
    String address =
        cluster.orElseThrow(() -> new IllegalArgumentException("--cluster ADDRESS is missing"));
    shards.ifPresent(KeyGroups::requireShards);
    return new JobArguments(service, address, shards, version.orElse(""), checkpoints);
  }

  private static String valueOf(String option, ArrayDeque<String> left) {
    if (left.isEmpty() || left.peekFirst().startsWith("--")) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return left.removeFirst();
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--shards is a number, not " + text, e);
    }
  }

  /**
   * Sets what the arguments say of the environment. Where that runs jobs in this process, other
   * machines do not reach its ports, unless the configuration of Flink says so.
   */
  void configure(StreamExecutionEnvironment environment) {
    Configuration set = new Configuration();
    if (environment instanceof LocalStreamEnvironment) {
      BOUND.forEach(name -> set.setString(name, LOOPBACK));
      set.addAll(Configuration.fromMap(environment.getConfiguration().toMap()));
    }
    if (checkpoints.isPresent()) {
      set.setString("execution.checkpointing.storage", "filesystem");
      set.setString("execution.checkpointing.dir", checkpoints.get());
    }
    environment.configure(set, Thread.currentThread().getContextClassLoader());
  }
}
