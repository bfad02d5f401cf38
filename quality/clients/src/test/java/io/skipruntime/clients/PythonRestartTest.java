package io.skipruntime.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.json.Json;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A live view in Python survives the end of the service that it follows, and its next start. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PythonRestartTest {

  @TempDir private Path directory = Path.of("");

  private static final Json KEY = Json.of("kéy");

  /** Prints a line for each state of a view, and how the connection was gone on with. */
  private static Process follow(int streamingPort) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("python3", "follow.py", "http://127.0.0.1:" + streamingPort)
            .directory(PythonPackage.TESTS.toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(PythonPackage.environment(Map.of()));
    return builder.start();
  }

  private static void awaitLine(BufferedReader lines, String expected) throws IOException {
    StringBuilder seen = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      seen.append(line).append('\n');
      if (line.equals(expected)) {
        return;
      }
    }
    assertThat(seen.toString()).as("all that was printed").contains(expected);
  }

  private static void put(SkipServer server, long value) {
    server.instance().update("anything", List.of(Entry.of(KEY, Json.of(value))));
  }

  private static void restart(ServerOptions options, long shownAfterwards)
      throws IOException, InterruptedException {
    Process process;
    SkipServer first = SkipServer.start(new AnythingService(), options);
    try {
      process = follow(first.streamingPort());
    } catch (IOException e) {
      first.close();
      throw e;
    }
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      put(first, 1);
      awaitLine(lines, "live {'kéy': [1]}");
      first.close();
      awaitLine(lines, "stale {'kéy': [1]}");
      ServerOptions same = options.withPorts(first.controlPort(), first.streamingPort());
      try (SkipServer second = SkipServer.start(new AnythingService(), same)) {
        awaitLine(lines, shownAfterwards == 0 ? "live {}" : "live {'kéy': [1]}");
        put(second, 2);
        awaitLine(lines, "live {'kéy': [2]}");
      }
    } finally {
      first.close();
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void view_hasWhatTheNextProcessHas_afterARestart() throws Exception {
    PythonPackage.require();
    restart(ServerOptions.defaults().withPorts(0, 0), 0);
  }

  @Test
  void view_goesOnFromItsLastEvent_afterARestartOfAServiceWithADataDirectory() throws Exception {
    PythonPackage.require();
    restart(
        ServerOptions.defaults()
            .withPorts(0, 0)
            .withDataDirectory(directory.resolve("data").toString()),
        1);
  }
}
