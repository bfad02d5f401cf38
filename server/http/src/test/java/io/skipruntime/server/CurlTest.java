package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.skipruntime.server.options.ServerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** curl writes and follows streams by every version of HTTP, with TLS and without. */
final class CurlTest {

  private static final String MAX_SECONDS = "20";

  /** How curl is told to speak, and what it says it has spoken. */
  enum Protocol {
    HTTP_1_0("--http1.0", "1"),
    HTTP_1_1("--http1.1", "1.1"),
    HTTP_2_BY_UPGRADE("--http2", "2"),
    HTTP_2_BY_PRIOR_KNOWLEDGE("--http2-prior-knowledge", "2"),
    HTTP_1_1_OVER_TLS("--http1.1", "1.1"),
    HTTP_2_OVER_TLS("--http2", "2");

    private final String flag;
    private final String version;

    Protocol(String flag, String version) {
      this.flag = flag;
      this.version = version;
    }

    boolean isEncrypted() {
      return name().endsWith("TLS");
    }

    /** The address of a server that is there with TLS or without. */
    String address(URI uri) {
      return isEncrypted() ? uri.toString().replaceFirst("http:", "https:") : uri.toString();
    }
  }

  @TempDir private Path directory;
  private TlsFiles files;

  @BeforeEach
  void writeFiles() throws Exception {
    files = new TlsFiles(directory);
  }

  private TestServer server(Protocol protocol) {
    return new TestServer(
        protocol.isEncrypted()
            ? ServerOptions.defaults().withSecurity(files.options())
            : ServerOptions.defaults());
  }

  private Process curl(Protocol protocol, String... arguments) throws IOException {
    Optional<Path> curl = Executables.find("curl");
    assumeTrue(curl.isPresent(), "curl is not installed: apt-get install curl");
    List<String> command = new ArrayList<>();
    command.addAll(List.of(curl.get().toString(), "-sSN", "-m", MAX_SECONDS, protocol.flag));
    command.addAll(List.of("--cacert", files.authorityFile().toString()));
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

  private String write(Protocol protocol, TestServer server, String entries) throws IOException {
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
            protocol.address(server.control("/v1/inputs/texts")));
    return linesOf(writer).readLine();
  }

  @ParameterizedTest
  @EnumSource
  void curl_writes_follows_andResumes(Protocol protocol) throws Exception {
    try (TestServer server = server(protocol)) {
      String resource = protocol.address(server.streaming("/v1/resources/texts"));
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
