package io.skipruntime.cluster.shard;

import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.engine.shard.Plan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The program that prints how shards would compute a service on its class path: {@code java -cp …
 * io.skipruntime.cluster.shard.Plans com.example.MyService [--json]}.
 */
public final class Plans {

  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;
  private static final int NOT_WRITTEN = 4;

  private Plans() {}

  /**
   * Prints the plan of a service to standard output, in UTF-8 whatever the locale; what is wrong
   * with the service goes to standard error.
   *
   * @return the status that the process ends with: 0; 1 if shards cannot compute the service; 4 if
   *     the plan could not be written
   */
  public static int print(SkipService<?, ?> service, boolean isJson) {
    String text;
    try {
      Plan plan = Plan.of(service);
      text = isJson ? plan.toJson() + "\n" : plan.toString();
    } catch (SkipException e) {
      System.err.println(e.getMessage());
      return FAILED;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.out.write(bytes, 0, bytes.length);
    if (System.out.checkError()) {
      System.err.println("the plan could not be written");
      return NOT_WRITTEN;
    }
    return 0;
  }

  /**
   * As {@link #print(SkipService, boolean)}, of the service of a class that has a constructor
   * without parameters.
   *
   * @return the status that the process ends with: also 1 if the class cannot be used
   */
  public static int print(String className, boolean isJson) {
    SkipService<?, ?> service;
    try {
      service = ServiceClass.make(className);
    } catch (SkipException e) {
      System.err.println(e.getMessage());
      return FAILED;
    }
    return print(service, isJson);
  }

  /** The status that the process ends with. */
  static int execute(String... arguments) {
    List<String> names = new ArrayList<>(List.of(arguments));
    boolean isJson = names.remove("--json");
    if (names.size() != 1 || names.getFirst().startsWith("-")) {
      System.err.println("usage: java -cp CLASSPATH " + Plans.class.getName() + " CLASS [--json]");
      return WRONG_USAGE;
    }
    return print(names.getFirst(), isJson);
  }

  /** Prints the plan of the class that is named, and exits with the status. */
  public static void main(String[] arguments) {
    int status = execute(arguments);
    if (status != 0) {
      System.exit(status);
    }
  }
}
