package io.skipruntime.spring.mount;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process with many clients, so that their sockets and memory are not those of the application.
 * It writes a line when all have read an {@code init}, when all have read an {@code update}, and
 * when all streams have ended, and ends when it has nothing more to read itself.
 */
final class ManyReadersProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final BufferedReader lines;

  ManyReadersProcess(int port, int count) throws IOException {
    this.process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                ManyReadersProcess.class.getName(),
                String.valueOf(port),
                String.valueOf(count))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    this.lines = process.inputReader(StandardCharsets.UTF_8);
  }

  /** The clients' process; the arguments are the port and their number. */
  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    try (ManyReaders readers = new ManyReaders(port, count);
        BufferedReader end =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String event : new String[] {"init", "update"}) {
        readers.awaitAll("event: " + event, PATIENCE);
        System.out.println(event);
      }
      end.readLine();
    }
  }

  /** Waits until all clients have read an event. */
  void await(String event) throws IOException {
    String line = lines.readLine();
    if (!event.equals(line)) {
      throw new AssertionError("expected " + event + ", and read " + line);
    }
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      process.destroyForcibly();
    }
  }
}
