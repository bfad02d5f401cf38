package io.skipruntime.benchmarks.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Another process, with which we talk in lines: what it prints begins with a word that says what it
 * is. What it prints is read at once, so that it never waits until we ask for it. It ends when we
 * close it, and at the latest after some minutes.
 */
public final class Peer implements AutoCloseable {

  private static final int PATIENCE_MINUTES = 10;
  private static final int PARTING_SECONDS = 10;
  private static final int REMEMBERED_LINES = 40;

  private final String name;
  private final Process process;
  private final BlockingQueue<Optional<String>> output = new LinkedBlockingQueue<>();
  private final Writer input;
  private final Deque<String> said = new ConcurrentLinkedDeque<>();

  private Peer(String name, Process process) {
    this.name = name;
    this.process = process;
    this.input = process.outputWriter();
    Thread.ofPlatform().daemon().name("peer-output").start(this::read);
    Thread.ofVirtual().start(this::endWhenLate);
  }

  private void read() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(Optional.of(line));
      }
    } catch (IOException e) {
      output.add(Optional.of(e.toString()));
    } finally {
      output.add(Optional.empty());
    }
  }

  /** Starts a process that runs {@code command}. */
  public static Peer start(String name, List<String> command) throws IOException {
    return new Peer(name, new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Starts a JVM like this one, with the same class path. */
  public static Peer startJava(Class<?> main, List<String> jvmOptions, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    if (Runtime.version().feature() >= 25) {
      command.add("-XX:+UseCompactObjectHeaders");
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(arguments);
    return start(main.getSimpleName() + " " + String.join(" ", arguments), command);
  }

  private void endWhenLate() {
    try {
      if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        output.add(
            Optional.of("it was ended since it took more than " + PATIENCE_MINUTES + " minutes"));
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
    }
  }

  /**
   * Waits for a line that begins with {@code word}.
   *
   * @return the words after it
   * @throws IllegalStateException with what the process said, if it ends before
   */
  public List<String> await(String word) throws IOException {
    for (Optional<String> next = next(); next.isPresent(); next = next()) {
      String line = next.get();
      List<String> words = List.of(line.split(" ", -1));
      if (words.getFirst().equals(word)) {
        return words.subList(1, words.size());
      }
      said.add(line);
      if (said.size() > REMEMBERED_LINES) {
        said.removeFirst();
      }
    }
    output.add(Optional.empty()); // for those who ask again
    throw new IllegalStateException(
        name + " ended before it said '" + word + "'; it said:\n" + String.join("\n", said));
  }

  private Optional<String> next() throws InterruptedIOException {
    try {
      return output.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while " + name + " was waited for");
    }
  }

  /** What completes when the process has ended. */
  public CompletableFuture<Void> ending() {
    return process.onExit().thenRun(() -> {});
  }

  /** The last lines that were not asked for. */
  public List<String> unread() {
    List<String> lines = new ArrayList<>(said);
    output.forEach(line -> line.ifPresent(lines::add));
    return lines.subList(Math.max(0, lines.size() - REMEMBERED_LINES), lines.size());
  }

  /** The resident memory of the process; 0 where the system does not say. */
  public long residentBytes() throws IOException {
    Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0);
  }

  /** Sends a line. */
  public void say(String line) throws IOException {
    input.write(line + "\n");
    input.flush();
  }

  /** Closes the input of the process, by which it ends; or ends it. */
  @Override
  public void close() {
    try {
      input.close();
      process.waitFor(PARTING_SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      said.add(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }
}
