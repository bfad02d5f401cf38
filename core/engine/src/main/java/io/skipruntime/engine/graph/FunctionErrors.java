package io.skipruntime.engine.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule that tells which errors of the machine are those of a function of the service, like any
 * exception that the function throws, and which may have left the engine half changed.
 *
 * <ul>
 *   <li>A {@link StackOverflowError} is the function's: the stack has room again when the function
 *       has ended.
 *   <li>An {@link OutOfMemoryError} is the function's if three things hold. What failed is an
 *       allocation on the heap. Neither it nor what called it is code of the engine: of the stack,
 *       libraries aside, the innermost frame is the author's. And the heap has room now that what
 *       the function had allocated is garbage: a probe of {@value #PROBE_BYTES} bytes succeeds.
 *   <li>Any other error is not, nor is one without a stack, since the machine gives those when it
 *       has no memory left even for that.
 * </ul>
 *
 * <p>A function is pure, so that what an error leaves half changed in its own code is garbage. The
 * engine's code that a function calls may be half way through a change of the graph, so that an
 * error which passes through that is never taken for the function's; {@link Transaction#damaged}
 * says the same of a change that many calls make up.
 */
final class FunctionErrors {

  private static final int PROBE_BYTES = 1 << 20;
  private static final String ENGINE = "io.skipruntime.engine.";

  /** The packages of code that holds nothing of a service. */
  private static final List<String> LIBRARIES =
      List.of("java.", "javax.", "jdk.", "sun.", "io.skipruntime.json.");

  /** The messages of the machine where there is no room on the heap for what was asked for. */
  private static final List<String> OF_THE_HEAP =
      List.of("Java heap space", "Requested array size exceeds VM limit");

  private static volatile byte @Nullable [] probe;

  private FunctionErrors() {}

  /** Whether an error that was thrown while a function of the service ran is the function's own. */
  static boolean isOfFunction(VirtualMachineError error) {
    return error instanceof StackOverflowError
        || (error instanceof OutOfMemoryError
            && OF_THE_HEAP.contains(String.valueOf(error.getMessage()))
            && isThrownByAuthor(error.getStackTrace())
            && hasRoom());
  }

  /** Whether the innermost frame that is no library's is not the engine's. */
  static boolean isThrownByAuthor(StackTraceElement[] innermostFirst) {
    for (StackTraceElement frame : innermostFirst) {
      String name = frame.getClassName();
      if (LIBRARIES.stream().noneMatch(name::startsWith)) {
        return !name.startsWith(ENGINE);
      }
    }
    return false;
  }

  private static boolean hasRoom() {
    try {
      probe = new byte[PROBE_BYTES];
      return true;
    } catch (OutOfMemoryError exhausted) {
      return false;
    } finally {
      probe = null;
    }
  }
}
