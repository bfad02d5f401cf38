package io.skipruntime.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ExamplesTest {

  private static final long TIMEOUT_SECONDS = 60;

  /** How a command ended, and what it printed. */
  private record Result(int status, String out, String err) {}

  private static Result execute(String... arguments) {
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int status = Examples.execute(arguments);
      return new Result(
          status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
    }
  }

  @Test
  void runWithoutName_listsTheExamples() {
    Result result = execute("run");
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .contains("groups ", "groups-web ", "groups-client ", "sum ", "sheet ", "conformance ")
        .contains("remote ", "departures ");
  }

  @Test
  void outputThatCannotBeWritten_isInTheStatus() {
    PrintStream before = System.out;
    for (String command :
        List.of("run", "plan groups", "plan groups --class", "types groups", "help")) {
      OutputStream full =
          new OutputStream() {
            @Override
            public void write(int each) throws IOException {
              throw new IOException("there is no space left");
            }
          };
      System.setOut(new PrintStream(full, false, StandardCharsets.UTF_8));
      try {
        assertThat(Examples.execute(command.split(" ", -1))).as(command).isEqualTo(4);
      } finally {
        System.setOut(before);
      }
    }
  }

  @Test
  void unknownName_isAMistake_andTheNamesAreListed() {
    Result result = execute("run", "nothing", "--control-port", "0");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("no example \"nothing\"", "groups-web", "conformance");
  }

  @Test
  void unknownOptionOrCommand_isAMistake() {
    assertThat(execute("demo", "--no-such-option").status()).isEqualTo(2);
    assertThat(execute("run", "groups-web", "--no-such-option").status()).isEqualTo(2);
    assertThat(execute("nothing").status()).isEqualTo(2);
    assertThat(execute().status()).isEqualTo(2);
  }

  @Test
  void demo_takesTheOptionsOfAServer_andListsThem() {
    assertThat(execute("demo", "--help").out()).contains("--web-port", "--host", "--config");
    Result open = execute("demo", "--host", "0.0.0.0", "--web-port", "0");
    assertThat(open.status()).isEqualTo(1);
    assertThat(open.err()).contains("--allow-insecure-control");
    assertThat(execute("demo", "--control-port=many").err()).contains("--control-port");
  }

  @Test
  void plan_isPrintedOfAnExampleAndOfAClass_orSaysWhatToDo() {
    Result groups = execute("plan", "groups");
    assertThat(groups.status()).isZero();
    assertThat(groups.out())
        .contains("computes groups.map(ActiveMembers)", "users, for groups.map(ActiveMembers)");
    Result sum = execute("plan", "io.skipruntime.examples.sum.SumService", "--json");
    assertThat(sum.status()).isZero();
    assertThat(sum.out()).startsWith("{\"collections\":[");
    Result remote = execute("plan", "remote");
    assertThat(remote.status()).isEqualTo(1);
    assertThat(remote.err()).contains("uses the external resource", "make it an input");
    assertThat(execute("plan", "nothing").err()).contains("no service \"nothing\"", "groups");
  }

  @Test
  void training_doesItsWorkAndEnds() {
    assertThat(execute("train").status()).isZero();
  }

  @Test
  void demo_printsLinesThatWorkWhenPasted_andStopsOnRequest() throws Exception {
    assumeTrue(shell("command -v curl").waitFor() == 0, "curl is not installed");
    Process demo =
        java("demo", "--host=localhost", "--control-port=0", "--streaming-port=0", "--web-port=0");
    try (BufferedReader lines = reader(demo.getInputStream())) {
      List<String> curls = curlLines(lines);
      Process followed = shell(curls.get(0));
      try (BufferedReader events = reader(followed.getInputStream())) {
        assertThat(data(events)).contains("Blue vase");
        assertThat(output(shell(curls.get(1)))).contains("\"bid\"");
        assertThat(dataWith("\"price\":1000", events)).contains("\"leader\":\"You\"");
        assertThat(shell(curls.get(2)).waitFor()).isZero();
        assertThat(dataWith("\"price\":2000", events)).contains("\"leader\":\"You\"");
      }
      demo.destroy();
      assertThat(demo.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(followed.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      demo.destroyForcibly();
    }
  }

  private static List<String> curlLines(BufferedReader lines) throws IOException {
    List<String> curls = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.strip().startsWith("curl ")) {
        curls.add(line.strip());
      }
      if (line.startsWith("Stop")) {
        break;
      }
    }
    assertThat(curls).hasSize(3);
    return curls;
  }

  private static String dataWith(String text, BufferedReader stream) throws IOException {
    String data = data(stream);
    while (!data.contains(text)) {
      data = data(stream);
    }
    return data;
  }

  private static String data(BufferedReader stream) throws IOException {
    for (String line = stream.readLine(); line != null; line = stream.readLine()) {
      if (line.startsWith("data: ")) {
        return line.substring("data: ".length());
      }
    }
    throw new AssertionError("the stream has ended");
  }

  private static Process java(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Examples.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static Process shell(String line) throws IOException {
    return new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static BufferedReader reader(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }
}
