package io.skipruntime.language.typescript;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.workers.WorkerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that runs a file ends with a status and a reason that say what has happened. */
final class RunTest {

  private static final long TIMEOUT_SECONDS = 120;

  @TempDir private Path directory = Path.of("");

  /** A run's exit status, and all that it has printed. */
  private record Run(int status, String printed) {}

  @BeforeEach
  void requireNode() {
    Programs.requireNode();
  }

  private Run run(String... arguments) throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    Process process =
        Programs.java(WorkerCommand.class, List.of(arguments))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
    assertThat(ended).as(Files.readString(output)).isTrue();
    return new Run(process.exitValue(), Files.readString(output));
  }

  private String program(String text) throws IOException {
    return Files.writeString(directory.resolve("program.mjs"), text).toString();
  }

  @Test
  void theUsualWork_isDoneOnce_forTheLauncher() throws Exception {
    Run run = run("train");
    assertThat(run.status()).as(run.printed()).isZero();
  }

  @Test
  void aProgramThatEndsBeforeItRunsAService_saysSo() throws Exception {
    Run run = run(program("process.exit(7)"));
    assertThat(run.status()).isEqualTo(7);
    assertThat(run.printed()).contains("program.mjs ended with status 7 before it ran a service");
  }

  @Test
  void numbersThatMeanNothing_areRefused_beforeAnythingIsStarted() throws Exception {
    String program = program("process.exit(7)");
    for (String[] option :
        new String[][] {
          {"--workers", "0"},
          {"--workers", "4294967297"},
          {"--function-timeout", "-1"},
          {"--function-timeout", "9223372036854775807"},
          {"--worker-mirror-mb", "9007199254740992"}
        }) {
      Run run = run(program, option[0], option[1]);
      assertThat(run.status()).as(String.join(" ", option)).isEqualTo(2);
      assertThat(run.printed()).startsWith(option[0] + ": must be a whole number from ");
    }
  }

  @Test
  void aProgramThatIsNoTypeScript_saysWhere() throws Exception {
    Path wrong = Files.writeString(directory.resolve("wrong.ts"), "const text: string = ;\n");
    Run run = run(wrong.toString());
    assertThat(run.status()).as(run.printed()).isEqualTo(1);
    assertThat(run.printed())
        .containsPattern("SyntaxError.*wrong.ts.*Expression expected")
        .contains("const text: string = ;", "ended with status 1 before it ran a service");
  }

  @Test
  void aProgramThatCannotBeStartedAgain_endsTheCommand_whichSaysWhy() throws Exception {
    String text =
        """
        import { existsSync, writeFileSync } from "node:fs";
        import { runService } from "@skipruntime/server";
        const mark = new URL("ran", import.meta.url);
        if (existsSync(mark)) process.exit(5);
        await runService({ initialData: { all: [] }, resources: {}, createGraph: (inputs) => inputs });
        writeFileSync(mark, "");
        process.kill(process.pid, "SIGKILL");
        """;
    Run run = run(program(text), "--control-port", "0", "--streaming-port", "0");
    assertThat(run.status()).as(run.printed()).isEqualTo(1);
    assertThat(run.printed())
        .contains(
            "the worker process has ended with status 137, and is started again",
            "the worker has ended 3 times in a row before it had described its service, at last"
                + " with status 5");
  }
}
