package io.skipruntime.benchmarks.http;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.skipruntime.benchmarks.measure.Program;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.SocketTransport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * A process that has one of the servers. It prints {@code ready} and the ports, control first;
 * answers each line with {@code usage}, its CPU time so far in nanoseconds, the bytes that it has
 * allocated, and for how many milliseconds it has compiled; the line {@code heap} with {@code heap}
 * and the bytes that are alive; and ends with its input.
 */
final class MeasuredServer {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final CompilationMXBean COMPILERS = ManagementFactory.getCompilationMXBean();

  private MeasuredServer() {}

  /**
   * Runs the server of the {@link Program} that the first argument names. A second one names the
   * directory in which ours keeps its data.
   */
  public static void main(String[] arguments) throws IOException {
    switch (Program.valueOf(arguments[0])) {
      case OURS -> {
        ServerOptions options = options();
        if (arguments.length > 1) {
          options = options.withDataDirectory(arguments[1]);
        }
        try (SkipServer server = SkipServer.start(new Increments(Increments.SIZE), options)) {
          answer(server.controlPort(), server.streamingPort(), () -> 0);
        }
      }
      case HAND -> {
        try (ServerByHand server = ServerByHand.start(Increments.SIZE)) {
          answer(server.controlPort(), server.streamingPort(), () -> 0);
        }
      }
      case REQUERY, REFERENCE ->
          throw new IllegalArgumentException("there is no such server in a JVM");
    }
  }

  /** The options of the environment, any ports, and the sockets of the JDK unless it has others. */
  static ServerOptions options() {
    ServerOptions options = ServerOptions.parse().withPorts(0, 0);
    return options.transport() == SocketTransport.AUTO
        ? options.withTransport(SocketTransport.JDK)
        : options;
  }

  /**
   * Prints and answers, until the input ends.
   *
   * @param otherCpuNanos the CPU time so far of other processes that belong to the server
   */
  static void answer(int controlPort, int streamingPort, LongSupplier otherCpuNanos)
      throws IOException {
    System.out.println("ready " + controlPort + " " + streamingPort);
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      System.out.println(
          line.equals("heap")
              ? "heap " + liveBytes()
              : "usage %d %d %d"
                  .formatted(
                      SYSTEM.getProcessCpuTime() + otherCpuNanos.getAsLong(),
                      THREADS.getTotalThreadAllocatedBytes(),
                      COMPILERS.getTotalCompilationTime()));
    }
  }

  private static long liveBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
