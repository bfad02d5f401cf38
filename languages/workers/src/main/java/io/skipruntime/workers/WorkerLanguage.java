package io.skipruntime.workers;

import java.nio.file.Path;
import java.util.List;

/** A language that services can be written in. It is found by {@code java.util.ServiceLoader}. */
public interface WorkerLanguage {

  /** The name for people, such as TypeScript. */
  String name();

  /** The endings of files that are programs of the language, such as {@code .ts}. */
  List<String> endings();

  /**
   * The command that runs a program as a worker. It gets the environment variable {@code
   * SKIP_WORKER}.
   *
   * @param program the file
   * @param inspects whether a debugger is to be able to look into the program
   * @throws io.skipruntime.SkipException if the language's runtime is not there, or too old
   */
  List<String> command(Path program, boolean inspects);
}
