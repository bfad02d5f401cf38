package io.skipruntime.typescript;

import io.skipruntime.SkipService;
import io.skipruntime.WiringException;
import io.skipruntime.typescript.TypeScript.LongNumbers;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The program that prints the TypeScript types of a service on its class path: {@code java -cp …
 * io.skipruntime.typescript.Types com.example.MyService > my-service.ts}.
 */
@Command(
    name = "types",
    mixinStandardHelpOptions = true,
    description = "Prints the TypeScript types of a service's inputs, resources and commands.")
public final class Types implements Callable<Integer> {

  private static final int NOT_WRITTEN = 4;

  @Parameters(
      paramLabel = "CLASS",
      description = "the service's class, which has a constructor without parameters")
  private String className = "";

  @Option(
      names = "--bigint",
      description = "have long be number | bigint, which large values are, instead of number")
  private boolean bigint;

  Types() {}

  @Override
  public Integer call() {
    try {
      LongNumbers longs = bigint ? LongNumbers.NUMBER_OR_BIGINT : LongNumbers.NUMBER;
      return print(TypeScript.of(service(), longs));
    } catch (ClassNotFoundException e) {
      System.err.println("there is no class " + className + " on the class path");
    } catch (ClassCastException e) {
      System.err.println(className + " is not a SkipService");
    } catch (NoSuchMethodException e) {
      System.err.println(
          className
              + " has no constructor without parameters; print TypeScript.of(service, longs) from a"
              + " program of your own");
    } catch (ReflectiveOperationException e) {
      System.err.println("cannot make a " + className + ": " + reason(e));
    } catch (WiringException e) {
      System.err.println(e.getMessage());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  /**
   * Writes types to standard output, in UTF-8 whatever the locale.
   *
   * @return the status that the process ends with: 0, or 4 if they could not be written
   */
  public static int print(String types) {
    byte[] bytes = types.getBytes(StandardCharsets.UTF_8);
    System.out.write(bytes, 0, bytes.length);
    if (System.out.checkError()) {
      System.err.println("the types could not be written");
      return NOT_WRITTEN;
    }
    return CommandLine.ExitCode.OK;
  }

  private SkipService<?, ?> service() throws ReflectiveOperationException {
    Constructor<?> constructor = Class.forName(className).getDeclaredConstructor();
    constructor.setAccessible(true);
    return (SkipService<?, ?>) constructor.newInstance();
  }

  private static Throwable reason(ReflectiveOperationException failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure : cause;
  }

  /** The status that the process ends with. */
  static int execute(String... arguments) {
    return new CommandLine(new Types()).execute(arguments);
  }

  public static void main(String[] arguments) {
    int status = execute(arguments);
    if (status != 0) {
      System.exit(status);
    }
  }
}
