package io.skipruntime.workers;

import io.skipruntime.SkipException;
import io.skipruntime.server.options.ServerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The engine as a child of the program whose functions it runs: {@code DIRECTORY [OPTION]…}, with
 * the options of a server. The directory has the channels, as docs/workers.md says. It ends when
 * the program does.
 */
public final class AttachCommand {

  private static final int WRONG_USAGE = 2;
  private static final int CANNOT_START = 1;

  private AttachCommand() {}

  /** Serves the program that has started this one. */
  public static void main(String[] arguments) {
    if (arguments.length == 0 || !Files.exists(Path.of(arguments[0], "calls"))) {
      System.err.println(
          "usage: attach DIRECTORY [OPTION OF A SERVER]..., by a program that listens there");
      System.exit(WRONG_USAGE);
    }
    try {
      ServerOptions server =
          ServerOptions.fromArgs(Arrays.copyOfRange(arguments, 1, arguments.length));
      WorkerProgram running =
          WorkerProgram.start(WorkerOptions.ofParent(Path.of(arguments[0])), server);
      int status = running.awaitEnd();
      running.close();
      System.exit(status);
    } catch (SkipException e) {
      System.err.println("cannot start: " + e.getMessage());
      System.exit(CANNOT_START);
    }
  }
}
