package io.skipruntime.cli;

import static io.skipruntime.server.Wait.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands as processes: what the system makes of arguments, output, and interruptions. */
final class CommandProcessTest {

  private static final long TIMEOUT_SECONDS = 60;
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();
  private static final String FLAGS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private final Shell shell = new Shell();
  @TempDir private Path directory;

  @BeforeEach
  void needsAShell() {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no /bin/sh");
  }

  @AfterEach
  void close() {
    shell.close();
  }

  /** Starts {@code skip} as a shell does, with what is written after it; @ is the service. */
  private Process start(String locale, String rest) throws IOException {
    String addresses = String.join(" ", shell.withAddresses());
    String command =
        "LC_ALL=%s; export LC_ALL; exec \"$0\" %s -cp \"$1\" %s %s"
            .formatted(locale, FLAGS, SkipCommand.class.getName(), rest.replace("@", addresses));
    return new ProcessBuilder("/bin/sh", "-c", command, JAVA, System.getProperty("java.class.path"))
        .redirectOutput(directory.resolve("out").toFile())
        .redirectError(directory.resolve("err").toFile())
        .start();
  }

  private int run(String locale, String rest) throws IOException, InterruptedException {
    Process process = start(locale, rest);
    try {
      process.getOutputStream().close();
      assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private String read(String name) {
    try {
      return Files.readString(directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void arguments_areExact_whateverTheLocale() throws Exception {
    String typed =
        "put notes \"$(printf 'k\\303\\266')\" \"$(printf 'gr\\303\\274\\303\\237e?')\" @";
    assertThat(run("C", typed)).as(read("err")).isZero();
    assertThat(shell.run("get", "notes").out()).isEqualTo("\"kö\"\t\"grüße?\"\n");
    assertThat(run("C", "put notes \"$(printf 'k\\366')\" x @")).isEqualTo(2);
    assertThat(read("err")).contains("argument 3 has characters that cannot be read exactly");
    assertThat(shell.run("get", "notes").out().lines()).hasSize(1);
    assertThat(run("C", "get notes @")).isZero();
    assertThat(read("out")).isEqualTo("\"kö\"\t\"grüße?\"\n");
  }

  @Test
  void output_thatCannotBeWritten_isInTheExitCode() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")), "there is no /dev/full");
    Path entries = Files.writeString(directory.resolve("a.ndjson"), "[\"a\",[\"b\"]]\n");
    for (String command :
        new String[] {
          "put notes a b @",
          "get notes @",
          "get notes --json @",
          "status @",
          "load notes " + entries + " @",
          "tail notes --changes 1 @",
          "why --collection notes a @",
          "delete notes a @",
          "sql --csv 'SELECT 1' @",
          "graph @",
          "top --looks 1 @",
          "token ann --keys-file %s.json --private-key-file %s.pem".formatted(entries, entries),
          "help"
        }) {
      assertThat(run("C.UTF-8", command + " > /dev/full")).as(command).isEqualTo(4);
      assertThat(read("err")).as(command).contains("cannot be written");
    }
  }

  @Test
  void statements_areExact_orRefused() throws Exception {
    Path piped = directory.resolve("query.sql");
    Files.write(piped, "\uFEFFSELECT 'grüße' AS x".getBytes(StandardCharsets.UTF_8));
    assertThat(run("C", "sql --csv @ < " + piped)).as(read("err")).isZero();
    assertThat(read("out")).isEqualTo("x\ngrüße\n");
    Files.write(piped, "SELECT 'grüße' AS x".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(run("C", "sql --csv @ < " + piped)).isEqualTo(2);
    assertThat(read("out")).isEmpty();
    assertThat(read("err")).contains("what is piped in is not UTF-8");
  }

  @Test
  void loadFromAPipe_thatIsInterrupted_endsQuickly_andSaysHowFarItIs() throws Exception {
    Process load = start("C", "load notes - --batch 1 @");
    try (OutputStream pipe = load.getOutputStream()) {
      pipe.write("[\"a\",[\"b\"]]\n[\"c\",[\"d\"]]\n".getBytes(StandardCharsets.UTF_8));
      pipe.flush();
      until(() -> shell.run("get", "notes").out().lines().count() == 2);
      long interrupted = System.nanoTime();
      load.toHandle().destroy(); // destroy() of the process itself would close its input, too
      assertThat(load.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - interrupted)).isLessThan(4_000);
    } finally {
      load.destroyForcibly();
    }
    assertThat(load.exitValue()).isEqualTo(1);
    assertThat(read("out"))
        .contains(
            "2 entries", "interrupted; all lines before 3 are written. Go on with --start-line 3");
  }

  @Test
  void putFromAPipe_thatIsInterrupted_endsAtOnce() throws Exception {
    Process put = start("C", "put notes --from - @");
    try (OutputStream pipe = put.getOutputStream()) {
      pipe.write("[[\"a\"".getBytes(StandardCharsets.UTF_8));
      pipe.flush();
      until(() ->
          put.toHandle().info().totalCpuDuration().map(each -> each.toMillis() > 300).orElse(true));
      long interrupted = System.nanoTime();
      put.toHandle().destroy();
      assertThat(put.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - interrupted)).isLessThan(4_000);
    } finally {
      put.destroyForcibly();
    }
    assertThat(put.exitValue()).isNotZero();
    assertThat(shell.run("get", "notes").out()).isEmpty();
  }
}
