package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.X509Bundle;
import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.ServerStartException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private TlsFiles files;

  @BeforeEach
  void writeFiles() throws Exception {
    files = new TlsFiles(directory);
  }

  private static ServerOptions with(SecurityOptions security) {
    return ServerOptions.defaults().withSecurity(security);
  }

  private HttpClient client(HttpClient.Version version, Optional<X509Bundle> shown)
      throws Exception {
    return HttpClient.newBuilder().version(version).sslContext(files.clientContext(shown)).build();
  }

  private static URI https(URI uri) {
    return URI.create(uri.toString().replaceFirst("http:", "https:"));
  }

  private static HttpResponse<String> write(HttpClient client, TestServer server, String value)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(https(server.control("/v1/inputs/texts")))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString("[[\"a\",[\"" + value + "\"]]]"))
            .build(),
        BodyHandlers.ofString());
  }

  private static BufferedReader follow(HttpClient client, TestServer server) throws Exception {
    HttpResponse<InputStream> stream =
        client.send(
            HttpRequest.newBuilder(https(server.streaming("/v1/resources/texts"))).build(),
            BodyHandlers.ofInputStream());
    assertThat(stream.statusCode()).isEqualTo(200);
    assertThat(stream.version()).isEqualTo(client.version());
    return new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
  }

  private static String lineWith(BufferedReader lines, String part) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.contains(part)) {
        return line;
      }
    }
    throw new AssertionError("the stream has ended without " + part);
  }

  /** The name in the certificate that a new connection is shown. */
  private String shownName(int port) {
    try {
      SSLContext context = files.clientContext(Optional.empty());
      try (SSLSocket socket =
          (SSLSocket)
              context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
        socket.startHandshake();
        X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return shown.getSubjectX500Principal().getName();
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void bothListeners_speakTls_overBothVersionsOfHttp() throws Exception {
    try (TestServer server = new TestServer(with(files.options()))) {
      for (HttpClient.Version version : HttpClient.Version.values()) {
        if (version != HttpClient.Version.HTTP_1_1 && version != HttpClient.Version.HTTP_2) {
          continue;
        }
        HttpClient client = client(version, Optional.empty());
        BufferedReader lines = follow(client, server);
        assertThat(write(client, server, version.name()).version()).isEqualTo(version);
        assertThat(lineWith(lines, version.name())).startsWith("data: ");
        client.shutdownNow();
      }
      assertThat(RawRequest.sendUntilClosed(server, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"))
          .as("what is not encrypted is not answered")
          .doesNotContain("HTTP/1.1");
    }
  }

  @Test
  void newCertificate_isShown_andStreamsGoOn() throws Exception {
    try (TestServer server = new TestServer(with(files.options()))) {
      HttpClient client = client(HttpClient.Version.HTTP_2, Optional.empty());
      BufferedReader lines = follow(client, server);
      lineWith(lines, "event: init");
      int streaming = server.server().streamingPort();
      int control = server.server().controlPort();
      assertThat(shownName(streaming)).isEqualTo("CN=first");

      files.replace(files.forServer("second"));
      Wait.until(() -> shownName(streaming).equals("CN=second"));
      Wait.until(() -> shownName(control).equals("CN=second"));

      assertThat(write(client, server, "after").statusCode()).isEqualTo(200);
      assertThat(lineWith(lines, "after")).isEqualTo("data: [[\"a\",[\"after\"]]]");
      client.shutdownNow();
    }
  }

  @Test
  void filesThatCannotBeUsed_areNot_untilTheyCan() throws Exception {
    try (TestServer server = new TestServer(with(files.options()))) {
      int port = server.server().streamingPort();
      Files.writeString(files.certificate(), "-----BEGIN CERTIFICATE-----\nrubbish\n");
      Files.writeString(files.key(), "rubbish");
      for (int i = 0; i < 10; i++) {
        assertThat(shownName(port)).isEqualTo("CN=first");
      }
      files.replace(files.forServer("third"));
      Wait.until(() -> shownName(port).equals("CN=third"));
    }
  }

  @Test
  void clientsOfControl_needACertificate_whereAnAuthorityIsGiven() throws Exception {
    SecurityOptions security =
        files.options().withControlClientAuthorities(files.authorityFile().toString());
    ServerOptions open = with(security).withControlHost("0.0.0.0");
    try (TestServer server = new TestServer(open)) {
      HttpClient known = client(HttpClient.Version.HTTP_2, Optional.of(files.forClient()));
      assertThat(write(known, server, "x").statusCode()).isEqualTo(200);
      HttpClient unknown = client(HttpClient.Version.HTTP_2, Optional.empty());
      assertThatThrownBy(() -> write(unknown, server, "y")).isInstanceOf(IOException.class);
      X509Bundle stranger = new TlsFiles(Files.createTempDirectory(directory, "x")).forClient();
      HttpClient strange = client(HttpClient.Version.HTTP_1_1, Optional.of(stranger));
      assertThatThrownBy(() -> write(strange, server, "z")).isInstanceOf(IOException.class);

      assertThat(lineWith(follow(unknown, server), "data:"))
          .as("subscribers need none, and only the known one has written")
          .isEqualTo("data: [[\"a\",[\"x\"]]]");
      known.shutdownNow();
      unknown.shutdownNow();
      strange.shutdownNow();
    }
  }

  @Test
  void filesThatDoNotFit_keepTheServerFromStarting() throws Exception {
    Path other =
        Files.writeString(directory.resolve("other.key"), files.forClient().getPrivateKeyPEM());
    assertNotStarted(
        files.options().withTlsKey(other.toString()), "not that of the first certificate");
    assertNotStarted(files.options().withTlsKey(""), "--tls-key");
    assertNotStarted(
        files.options().withTlsKey("none.key"), "tls-key none.key: there is no such file");
    assertNotStarted(files.options().withTlsCertificate(files.key().toString()), "tls-certificate");
    assertNotStarted(
        SecurityOptions.defaults().withControlClientAuthorities(files.authorityFile().toString()),
        "--tls-certificate");
  }

  private static void assertNotStarted(SecurityOptions security, String why) {
    assertThatThrownBy(() -> SkipServer.start(new GroupsService(), with(security).withPorts(0, 0)))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining(why);
  }

  private SSLSocket tls12(int port, String... suites) throws Exception {
    SSLContext context = files.clientContext(Optional.empty());
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setEnabledProtocols(new String[] {"TLSv1.2"});
    if (suites.length > 0) {
      socket.setEnabledCipherSuites(suites);
    }
    socket.setSoTimeout((int) TIMEOUT.toMillis());
    return socket;
  }

  @Test
  void clientThatBeginsAnotherHandshake_isDisconnected() throws Exception {
    try (TestServer server = new TestServer(with(files.options()));
        SSLSocket socket = tls12(server.server().controlPort())) {
      socket.startHandshake();
      byte[] request =
          "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
      socket.getOutputStream().write(request);
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                socket.getOutputStream().write(request);
                socket.getInputStream().skipNBytes(1_000);
              })
          .isInstanceOf(IOException.class);
      assertThat(server.server().controlPort()).isPositive();
    }
  }

  @Test
  void suitesWithCbc_areNotTaken() throws Exception {
    String[] all = SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites();
    String[] cbc = Arrays.stream(all).filter(each -> each.contains("_CBC_")).toArray(String[]::new);
    String[] gcm =
        Arrays.stream(all)
            .filter(each -> each.contains("ECDHE") && each.contains("_GCM_"))
            .toArray(String[]::new);
    try (TestServer server = new TestServer(with(files.options()))) {
      for (int port : new int[] {server.server().controlPort(), server.server().streamingPort()}) {
        try (SSLSocket socket = tls12(port, cbc)) {
          assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
        }
        try (SSLSocket socket = tls12(port, gcm)) {
          socket.startHandshake();
          assertThat(socket.getSession().getCipherSuite()).contains("_GCM_");
        }
      }
    }
  }
}
