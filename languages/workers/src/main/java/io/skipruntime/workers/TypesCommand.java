package io.skipruntime.workers;

import io.skipruntime.SkipException;
import io.skipruntime.engine.ServiceDescription;
import io.skipruntime.typescript.TypeScript;
import io.skipruntime.typescript.TypeScript.LongNumbers;
import io.skipruntime.typescript.Types;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/**
 * The program that prints the types of a service in another language for clients in TypeScript:
 * {@code FILE [--bigint]}. The service's graph is not built.
 */
public final class TypesCommand {

  private static final int WRONG_USAGE = 2;
  private static final int CANNOT_START = 1;

  private TypesCommand() {}

  /** Prints the types of the service that a file starts. */
  public static void main(String[] arguments) {
    boolean isUsage =
        arguments.length == 1 || (arguments.length == 2 && arguments[1].equals("--bigint"));
    if (!isUsage) {
      System.err.println("usage: ./skip types FILE [--bigint]; not " + Arrays.asList(arguments));
      System.exit(WRONG_USAGE);
    }
    try {
      ServiceDescription service = describe(Path.of(arguments[0]));
      System.exit(
          Types.print(
              TypeScript.of(
                  service,
                  arguments.length > 1 ? LongNumbers.NUMBER_OR_BIGINT : LongNumbers.NUMBER)));
    } catch (SkipException e) {
      System.err.println(e.getMessage());
      System.exit(CANNOT_START);
    }
  }

  /** The service's name, or one that is made of the file's if the service has none. */
  private static String nameOf(ServiceForm form, Path program) {
    if (!form.name().equals("service")) {
      return form.name();
    }
    String[] words = program.getFileName().toString().replaceFirst("\\.\\w+$", "").split("\\W+");
    return Arrays.stream(words)
        .filter(word -> !word.isEmpty())
        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
        .collect(Collectors.joining("", "", "Service"));
  }

  /**
   * The description of the first service that a program starts. The service does not run, and the
   * program is ended.
   *
   * @throws SkipException if the program starts none
   */
  static ServiceDescription describe(Path program) {
    CompletableFuture<ServiceDescription> described = new CompletableFuture<>();
    CompletableFuture<ServiceHost.Hosted> never = new CompletableFuture<>();
    ServiceHost host =
        (service, form) -> {
          try {
            ServiceDescription found = ServiceDescription.of(service);
            described.complete(
                new ServiceDescription(
                    nameOf(form, program), found.inputs(), found.resources(), found.commands()));
          } catch (SkipException e) {
            described.completeExceptionally(e);
          }
          return never.join();
        };
    WorkerOptions options = WorkerOptions.of(WorkerLanguage.of(program).command(program, false));
    try (WorkerServices services = WorkerServices.start(host, options)) {
      var unused =
          services
              .first()
              .whenComplete((service, failure) -> {
                if (failure != null) {
                  described.completeExceptionally(failure);
                }
              });
      return described.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof SkipException reason
          ? reason
          : new SkipException("the program cannot be described", e);
    } finally {
      never.completeExceptionally(new SkipException("the service was only described"));
    }
  }
}
