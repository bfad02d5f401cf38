package io.skipruntime.cluster.shard;

import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The program that computes the shards of a service on its class path, for the nodes of a cluster:
 * {@code java -cp … io.skipruntime.cluster.shard.Shards com.example.MyService --cluster ADDRESS
 * [--shards N] [--cluster-version TEXT]}. It runs until it is ended.
 */
public final class Shards {

  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;
  private static final int BROKEN = 70;

  private static final String USAGE =
      "--cluster ADDRESS [--shards N] [--cluster-version TEXT]\n"
          + "  --cluster ADDRESS        the logs of the cluster, such as file:DIRECTORY\n"
          + "  --shards N               into how many parts keys are divided, from 1 to 128;"
          + " otherwise as many as there are processors\n"
          + "  --cluster-version TEXT   version of the program, the same for all processes";

  private Shards() {}

  /** The options of the command line. */
  private static final class Arguments {
    private String cluster = "";
    private String version = "";
    private int shards = Runtime.getRuntime().availableProcessors();

    /** Reads them; throws an {@link IllegalArgumentException} if they are wrong. */
    static Arguments read(List<String> arguments) {
      Arguments read = new Arguments();
      ArrayDeque<String> left = new ArrayDeque<>(arguments);
      while (!left.isEmpty()) {
        String given = left.remove();
        int equals = given.indexOf('=');
        String flag = equals < 0 ? given : given.substring(0, equals);
        String value = equals < 0 ? left.poll() : given.substring(equals + 1);
        read.take(flag, value);
      }
      if (read.cluster.isEmpty()) {
        throw new IllegalArgumentException("--cluster ADDRESS is missing");
      }
      return read;
    }

    private void take(String flag, @Nullable String value) {
      if (!List.of("--cluster", "--shards", "--cluster-version").contains(flag)) {
        throw new IllegalArgumentException("there is no option " + flag);
      }
      if (value == null || value.isEmpty()) {
        throw new IllegalArgumentException(flag + " needs a value");
      }
      switch (flag) {
        case "--cluster" -> cluster = value;
        case "--cluster-version" -> version = value;
        default -> {
          try {
            shards = Integer.parseInt(value);
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                "--shards must be a whole number from 1 to 128, not \"" + value + "\"", e);
          }
        }
      }
    }
  }

  /**
   * Computes the shards of a service until the process is ended.
   *
   * @param arguments the options
   * @return the status that the process ends with: 1 if the computation cannot start, 2 if the
   *     arguments are wrong, 70 if it could not go on
   */
  public static int run(SkipService<?, ?> service, String... arguments) {
    return run(service, List.of(arguments), "");
  }

  private static int run(SkipService<?, ?> service, List<String> arguments, String usage) {
    try {
      Arguments read = Arguments.read(arguments);
      try (ShardComputation computation =
          ShardComputation.start(
              service,
              ShardLogs.at(read.cluster),
              read.shards,
              read.version,
              tick ->
                  System.out.printf(
                      "%d shards compute %s; ticks are published from %d on%n",
                      read.shards, read.cluster, tick + 1))) {
        computation.await();
      }
      return 0;
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\nusage: " + usage + USAGE);
      return WRONG_USAGE;
    } catch (CompletionException e) {
      System.err.println("the shards cannot be computed any more: " + e.getCause());
      return BROKEN;
    } catch (SkipException e) {
      System.err.println(e.getMessage());
      return FAILED;
    }
  }

  /** The status that the process ends with. */
  static int execute(String... arguments) {
    String usage = "java -cp CLASSPATH " + Shards.class.getName() + " CLASS ";
    if (arguments.length == 0 || arguments[0].startsWith("-")) {
      System.err.println("usage: " + usage + USAGE);
      return WRONG_USAGE;
    }
    SkipService<?, ?> service;
    try {
      service = ServiceClass.make(arguments[0]);
    } catch (SkipException e) {
      System.err.println(e.getMessage());
      return FAILED;
    }
    return run(service, List.of(arguments).subList(1, arguments.length), usage);
  }

  /** Computes the shards of the class that is named first. */
  public static void main(String[] arguments) {
    int status = execute(arguments);
    if (status != 0) {
      System.exit(status);
    }
  }
}
