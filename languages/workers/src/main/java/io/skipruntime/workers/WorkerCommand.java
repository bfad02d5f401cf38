package io.skipruntime.workers;

import io.skipruntime.SkipException;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The program that runs a file of another language: {@code FILE [OPTION]…}, with the options of a
 * server and some of its own.
 */
public final class WorkerCommand {

  /** What stands in place of a file where the usual work is to be done once. */
  private static final String TRAIN = "train";

  private static final int WRONG_USAGE = 2;
  private static final int CANNOT_START = 1;
  private static final long MILLIS_PER_SECOND = 1_000;
  private static final long MOST_WORKERS = 1_000;
  private static final long MOST_SECONDS = TimeUnit.DAYS.toSeconds(1);
  private static final long MOST_MEGABYTES = 1_000_000;

  /** The options of its own, taken out of the arguments. */
  private static final class Arguments {
    private final List<String> rest = new ArrayList<>();
    private int workers = 1;
    private long functionMillis = WorkerOptions.DEFAULT_FUNCTION_MILLIS;
    private long mirrorBytes = WorkerOptions.DEFAULT_MIRROR_BYTES;
    private boolean inspects;

    Arguments(List<String> given) {
      for (int i = 0; i < given.size(); i++) {
        String[] parts = given.get(i).split("=", 2);
        switch (parts[0]) {
          case "--workers" -> workers = (int) number(parts, given, i, 1, MOST_WORKERS);
          case "--function-timeout" ->
              functionMillis = number(parts, given, i, 0, MOST_SECONDS) * MILLIS_PER_SECOND;
          case "--worker-mirror-mb" ->
              mirrorBytes = number(parts, given, i, 0, MOST_MEGABYTES) << 20;
          default -> {
            inspects |= parts[0].equals("--inspect");
            rest.add(given.get(i));
            continue;
          }
        }
        i += parts.length == 1 ? 1 : 0;
      }
    }

    /**
     * The number that an option is given; other numbers would mean something else than they say.
     */
    private static long number(
        String[] parts, List<String> given, int place, long least, long most) {
      String text =
          parts.length > 1 ? parts[1] : place + 1 < given.size() ? given.get(place + 1) : "";
      try {
        long number = Long.parseLong(text);
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        // said below
      }
      throw new IllegalArgumentException(
          "%s: must be a whole number from %d to %d, not \"%s\""
              .formatted(parts[0], least, most, text));
    }
  }

  private WorkerCommand() {}

  /** Runs a file until it ends, or the process is told to end. */
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments)));
  }

  private static int run(List<String> arguments) {
    if (arguments.isEmpty() || arguments.getFirst().startsWith("-")) {
      System.err.println(
          "usage: ./skip run FILE [--workers N] [--function-timeout SECONDS] [--worker-mirror-mb N]"
              + " [OPTION OF A SERVER]...");
      return WRONG_USAGE;
    }
    try {
      if (arguments.equals(List.of(TRAIN))) {
        return Training.run();
      }
      return run(Path.of(arguments.getFirst()), arguments.subList(1, arguments.size()));
    } catch (SkipException e) {
      System.err.println("cannot start: " + e.getMessage());
      return CANNOT_START;
    } catch (IOException e) {
      System.err.println("cannot train: " + e.getMessage());
      return CANNOT_START;
    }
  }

  private static int run(Path program, List<String> options) {
    Arguments own;
    try {
      own = new Arguments(options);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return WRONG_USAGE;
    }
    ServerOptions server = ServerOptions.fromArgs(own.rest.toArray(new String[0]));
    if (server.watch() && own.workers > 1) {
      throw new SkipException("--watch reloads one worker: leave out --workers");
    }
    WorkerOptions workers =
        WorkerOptions.of(WorkerLanguage.of(program).command(program, own.inspects))
            .withWorkers(own.workers)
            .withFunctionMillis(own.inspects ? 0 : own.functionMillis)
            .withMirrorBytes(own.mirrorBytes);
    WorkerProgram running = WorkerProgram.start(workers, server);
    Runtime.getRuntime().addShutdownHook(new Thread(running::close, "skip-shutdown"));
    int status = running.awaitEnd();
    if (status != 0 && !running.hasStarted()) {
      System.err.println(program + " ended with status " + status + " before it ran a service");
    }
    return status;
  }
}
