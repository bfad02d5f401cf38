package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** curl writes and follows streams by every version of HTTP without TLS. */
final class CurlTest {

  private static final String MAX_SECONDS = "20";

  /** How curl is told to speak, and what it says it has spoken. */
  enum Protocol {
    HTTP_1_0("--http1.0", "1"),
    HTTP_1_1("--http1.1", "1.1"),
    HTTP_2_BY_UPGRADE("--http2", "2"),
    HTTP_2_BY_PRIOR_KNOWLEDGE("--http2-prior-knowledge", "2");

    private final String flag;
    private final String version;

    Protocol(String flag, String version) {
      this.flag = flag;
      this.version = version;
    }
  }

  private static Process curl(Protocol protocol, String... arguments) throws IOException {
    Optional<Path> curl = Executables.find("curl");
    assumeTrue(curl.isPresent(), "curl is not installed: apt-get install curl");
    List<String> command = new ArrayList<>();
    command.addAll(List.of(curl.get().toString(), "-sSN", "-m", MAX_SECONDS, protocol.flag));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static BufferedReader linesOf(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static List<String> block(BufferedReader lines) throws IOException {
    List<String> block = new ArrayList<>();
    for (String line = lines.readLine(); !line.isEmpty(); line = lines.readLine()) {
      block.add(line);
    }
    return block;
  }

  private static String write(Protocol protocol, TestServer server, String entries)
      throws IOException {
    Process writer =
        curl(
            protocol,
            "-X",
            "PATCH",
            "-H",
            "Content-Type: application/json",
            "-d",
            entries,
            "-w",
            "%{http_version} %{http_code}",
            server.control("/v1/inputs/texts").toString());
    return linesOf(writer).readLine();
  }

  @ParameterizedTest
  @EnumSource
  void curl_writes_follows_andResumes(Protocol protocol) throws Exception {
    try (TestServer server = new TestServer()) {
      String resource = server.streaming("/v1/resources/texts").toString();
      Process reader = curl(protocol, resource);
      String id;
      try (BufferedReader lines = linesOf(reader)) {
        assertThat(block(lines)).containsExactly("retry: 2000");
        assertThat(block(lines)).contains("event: init", "data: []");
        assertThat(write(protocol, server, "[[\"a\",[\"x\"]]]"))
            .isEqualTo(protocol.version + " 200");
        List<String> update = block(lines);
        assertThat(update).contains("event: update", "data: [[\"a\",[\"x\"]]]");
        id = update.get(1);
      } finally {
        reader.destroy();
      }
      assertThat(reader.waitFor(20, TimeUnit.SECONDS)).isTrue();
      Wait.until(() -> server.metric("skip_subscribers") == 0);

      assertThat(write(protocol, server, "[[\"b\",[\"y\"]]]")).endsWith(" 200");
      Process resumed = curl(protocol, "-H", id.replace("id:", "Last-Event-ID:"), resource);
      try (BufferedReader lines = linesOf(resumed)) {
        block(lines);
        assertThat(block(lines)).contains("event: update", "data: [[\"b\",[\"y\"]]]");
      } finally {
        resumed.destroy();
      }
    }
  }
}
