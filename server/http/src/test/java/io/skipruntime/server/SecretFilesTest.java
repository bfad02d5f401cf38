package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.skipruntime.server.options.ServerOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every option that names a file, with files that cannot be used: nothing of them is shown. */
final class SecretFilesTest {

  private static final String SECRET = "hunter2-hunter2-hunter2-hunter2-hunter2";

  @TempDir private Path directory;

  /** What a start says, with its stack trace. */
  private String refusal(String option, Path file) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of("--control-port=0", "--streaming-port=0", "--" + option + "=" + file));
    if (option.startsWith("jwt-")) {
      arguments.addAll(List.of("--jwt-issuer=issuer", "--jwt-audience=skip"));
    }
    if (option.startsWith("tls-") || option.equals("control-client-authorities")) {
      TlsFiles files = new TlsFiles(Files.createDirectories(directory.resolve("tls")));
      if (!option.equals("tls-certificate")) {
        arguments.add("--tls-certificate=" + files.certificate());
      }
      if (!option.equals("tls-key")) {
        arguments.add("--tls-key=" + files.key());
      }
    }
    Throwable failure =
        catchThrowable(() -> {
          ServerOptions options = ServerOptions.parse(arguments.toArray(String[]::new));
          SkipServer.start(new GroupsService(), options).close();
        });
    assertThat(failure).as(option).isNotNull();
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace, true));
    assertThat(trace.toString()).doesNotContain("hunter2");
    String message = String.valueOf(failure.getMessage());
    assertThat(message).contains(option, file.toString());
    return message;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "control-token-file",
        "stream-token-secret-file",
        "jwt-secret-file",
        "jwt-keys-file",
        "tls-certificate",
        "tls-key",
        "control-client-authorities",
        "config"
      })
  void fileThatCannotBeUsed_isNamed_andNotShown(String option) throws Exception {
    Path file = directory.resolve("file");
    Files.writeString(file, SECRET + "\u0001");
    String control = refusal(option, file);
    boolean isText = option.contains("token") || option.equals("jwt-secret-file");
    if (isText || option.equals("config")) {
      assertThat(control).contains(file + ":1: the line has a control character");
    }
    byte[] bytes = (SECRET + "?").getBytes(StandardCharsets.US_ASCII);
    bytes[bytes.length - 1] = (byte) 0xff;
    Files.write(file, bytes);
    refusal(option, file);
    if (!option.equals("config")) {
      Files.writeString(file, "\ufeff\n");
      refusal(option, file);
    }
    assertThat(refusal(option, directory)).contains("it cannot be read: ");
    assertThat(refusal(option, directory.resolve("none"))).contains("there is no such file");
  }

  @Test
  void fileThatMayNotBeRead_isNamed() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), SECRET);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "this user may read every file");
    for (String option : List.of("control-token-file", "tls-key", "jwt-keys-file", "config")) {
      assertThat(refusal(option, file)).contains("this process may not read it");
    }
  }

  @Test
  void byteOrderMark_isNoPartOfTheControlToken() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "\ufeff" + SECRET + "\r\n");
    ServerOptions options = ServerOptions.parse("--control-token-file=" + file);
    try (TestServer server = new TestServer(options)) {
      var request = java.net.http.HttpRequest.newBuilder(server.control("/v1/snapshot/texts"));
      request.header("Authorization", "Bearer " + SECRET);
      request.POST(java.net.http.HttpRequest.BodyPublishers.noBody());
      assertThat(server.send(request).statusCode()).isEqualTo(200);
    }
  }
}
