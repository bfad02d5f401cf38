package io.skipruntime.server;

import io.netty.util.internal.PlatformDependent;
import io.skipruntime.server.options.ServerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server of {@link GroupsService} in a process of its own, with a heap of its own. It ends when
 * it is closed, and with the process that started it.
 */
final class ChildServer implements AutoCloseable {

  private static final long STOP_SECONDS = 20;
  private static final int COLLECTIONS = 3;

  private final Process process;
  private final BufferedReader out;
  private final int controlPort;
  private final int streamingPort;

  /**
   * What a server uses, after a garbage collection.
   *
   * @param heapBytes of the heap
   * @param directBytes of memory outside of the heap that belongs to buffers
   */
  record Memory(long heapBytes, long directBytes) {}

  /**
   * Starts one.
   *
   * @param heap the maximum of its heap, such as {@code 256m}
   * @param arguments options of the server
   */
  ChildServer(String heap, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heap);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Child.class.getName());
    command.addAll(List.of(arguments));
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    controlPort = Integer.parseInt(line());
    streamingPort = Integer.parseInt(line());
  }

  private String line() {
    try {
      String line = out.readLine();
      if (line == null) {
        throw new AssertionError("the server has ended");
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int controlPort() {
    return controlPort;
  }

  int streamingPort() {
    return streamingPort;
  }

  /** What it uses now. */
  Memory memory() {
    try {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Memory(Long.parseLong(line()), Long.parseLong(line()));
  }

  /** A number of its {@code /metrics}. */
  long metric(String name) {
    URI page = URI.create("http://127.0.0.1:" + controlPort + "/metrics");
    try (InputStream in = page.toURL().openStream()) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return TestServer.metric(text, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the server does not end");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** What runs in the process: tells what it uses for each line of input, until its end. */
  static final class Child {

    private Child() {}

    public static void main(String[] arguments) throws IOException {
      PrintStream out = System.out;
      ServerOptions options = ServerOptions.parse(arguments).withPorts(0, 0);
      try (SkipServer server = SkipServer.start(new GroupsService(), options)) {
        out.println(server.controlPort());
        out.println(server.streamingPort());
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        while (System.in.read() >= 0) {
          for (int i = 0; i < COLLECTIONS; i++) {
            memory.gc();
          }
          out.println(memory.getHeapMemoryUsage().getUsed());
          out.println(PlatformDependent.usedDirectMemory());
        }
      }
    }
  }
}
