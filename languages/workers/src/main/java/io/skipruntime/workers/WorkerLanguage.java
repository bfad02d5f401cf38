package io.skipruntime.workers;

import io.skipruntime.SkipException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;

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
   * @throws SkipException if the language's runtime is not there, or too old
   */
  List<String> command(Path program, boolean inspects);

  /**
   * The text of a small program, in a file with the last of the {@link #endings}: a service with an
   * input {@code numbers} and a resource {@code doubled} of it. It is run when the launcher is
   * built, to find what a service needs at its start.
   */
  String smallProgram();

  /**
   * The language of a file, by its ending.
   *
   * @throws SkipException if there is no such file, or none
   */
  static WorkerLanguage of(Path program) {
    if (!Files.isRegularFile(program)) {
      throw new SkipException("there is no file " + program);
    }
    List<WorkerLanguage> languages =
        ServiceLoader.load(WorkerLanguage.class).stream().map(ServiceLoader.Provider::get).toList();
    return languages.stream()
        .filter(each -> each.endings().stream().anyMatch(program.toString()::endsWith))
        .findAny()
        .orElseThrow(() ->
            new SkipException(
                program
                    + " is of no language that can be run; these can: "
                    + languages.stream().map(WorkerLanguage::name).toList()));
  }
}
