package io.skipruntime.cli;

import static io.skipruntime.server.Wait.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.skipruntime.cli.Shell.Running;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TailTest {

  private final Shell shell = new Shell();

  @AfterEach
  void close() {
    shell.close();
  }

  @Test
  void tail_printsWhatThereIs_andWhatChanges_untilItIsStopped() throws Exception {
    shell.run("put", "notes", "a", "1x");
    Running tail = shell.start("tail", "notes");
    until(() -> tail.output().equals("+ \"a\"\t\"1x\"\n"));
    shell.run("put", "notes", "b", "x", "y");
    until(() -> tail.output().endsWith("+ \"b\"\t\"x\" \"y\"\n"));
    shell.run("put", "notes", "b", "z");
    until(() -> tail.output().endsWith("~ \"b\"\t\"x\" \"y\" → \"z\"\n"));
    shell.run("delete", "notes", "a");
    until(() -> tail.output().endsWith("- \"a\"\n"));
    assertThat(tail.stop()).isZero();
    assertThat(shell.server().instance().streamCount()).isZero();
  }

  @Test
  void tail_withJson_hasALineForEachChange() throws Exception {
    shell.run("put", "notes", "a", "x");
    Running tail = shell.start("tail", "notes", "--json", "--changes", "2");
    until(() -> !tail.output().isEmpty());
    shell.run("delete", "notes", "a");
    assertThat(tail.code().get(20, TimeUnit.SECONDS)).isZero();
    assertThat(tail.output())
        .isEqualTo("{\"changed\":[[\"a\",[\"x\"]]]}\n{\"changed\":[[\"a\",[]]]}\n");
  }

  @Test
  void tail_goesOn_whenTheServiceIsStartedAnew() throws Exception {
    shell.run("put", "notes", "a", "x");
    Running tail = shell.start("tail", "notes");
    until(() -> tail.output().equals("+ \"a\"\t\"x\"\n"));
    shell.restart();
    shell.run("put", "notes", "b", "y");
    until(() -> tail.output().contains("- \"a\"\n") && tail.output().contains("+ \"b\"\t\"y\"\n"));
    until(() -> tail.err().toString().contains("# live: notes"));
    assertThat(tail.err().toString()).contains("# stale: ");
    assertThat(tail.stop()).isZero();
  }

  @Test
  void tail_ends_whenItMayNotSeeTheResourceAnyMore() throws Exception {
    shell.run("put", "notes", "a", "x");
    Running tail = shell.start("tail", "private notes");
    until(() -> tail.output().equals("+ \"a\"\t\"x\"\n"));
    shell.run("put", "notes", "closed", "x");
    assertThat(tail.code().get(20, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(tail.err().toString()).contains("its permission has ended");
  }

  @Test
  void tail_ofWhatIsNotThere_isRefused() throws Exception {
    Running tail = shell.start("tail", "nothing");
    assertThat(tail.code().get(20, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(tail.err().toString()).contains("404 unknown-resource");
  }

  @Test
  void process_endsWith0_whenItIsInterrupted() throws Exception {
    assumeFalse(interruptsAreIgnored(), "processes begun here ignore interrupts");
    shell.run("put", "notes", "a", "x");
    Process process = start("tail", "notes");
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).isEqualTo("+ \"a\"\t\"x\"");
      shell.run("put", "notes", "b", "y");
      assertThat(out.readLine()).isEqualTo("+ \"b\"\t\"y\"");
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void process_endsWithTheCodeOfItsCommand() throws Exception {
    Process process = start("get", "nothing");
    try {
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Whether this process, and so all that it starts, is in the background of some shell. */
  private static boolean interruptsAreIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }

  /** The program as a process of its own. */
  private Process start(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SkipCommand.class.getName()));
    command.addAll(List.of(shell.withAddresses(arguments)));
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.to(new File("/dev/null")))
        .start();
  }
}
