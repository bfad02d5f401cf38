package io.skipruntime.engine.function;

import io.skipruntime.engine.spi.FunctionPlace;
import java.util.Optional;

/**
 * The place in an author's source at which an operator was called. It names a lambda, which has no
 * name of its own: class, method and line, such as {@code Auction.highest:42}.
 */
final class CallSite {

  private static final StackWalker WALKER = StackWalker.getInstance();

  private CallSite() {}

  /** The place from which this thread has come into the framework; empty if that is not known. */
  static Optional<FunctionPlace> current() {
    return WALKER.walk(
        frames -> frames.filter(CallSite::isOfAuthor).findFirst().map(CallSite::placeOf));
  }

  private static boolean isOfAuthor(StackWalker.StackFrame frame) {
    String type = frame.getClassName();
    String inPackage = type.substring(0, Math.max(type.lastIndexOf('.'), 0));
    return !inPackage.equals("io.skipruntime")
        && !inPackage.startsWith("io.skipruntime.engine.")
        && !inPackage.startsWith("java.")
        && !inPackage.startsWith("jdk.");
  }

  private static FunctionPlace placeOf(StackWalker.StackFrame frame) {
    return new FunctionPlace(
        frame.getClassName(), methodOf(frame.getMethodName()), Math.max(0, frame.getLineNumber()));
  }

  /** The method as the author wrote it: the one that a lambda is in, a constructor is "new". */
  private static String methodOf(String name) {
    if (name.startsWith("lambda$")) {
      int end = name.indexOf('$', "lambda$".length());
      return end < 0 ? name : name.substring("lambda$".length(), end);
    }
    return switch (name) {
      case "<init>" -> "new";
      case "<clinit>" -> "static";
      default -> name;
    };
  }
}
