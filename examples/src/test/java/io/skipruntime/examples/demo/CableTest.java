package io.skipruntime.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The cable between a client and a server that answers each line with the same line. */
final class CableTest {

  private static final InetAddress HOST = InetAddress.getLoopbackAddress();

  private ServerSocket echo;
  private Cable cable;

  @BeforeEach
  void lay() throws IOException {
    echo = new ServerSocket();
    echo.bind(new InetSocketAddress(HOST, 0));
    Thread.ofVirtual().start(this::serve);
    cable = Cable.lay(HOST.getHostAddress(), new InetSocketAddress(HOST, echo.getLocalPort()));
  }

  @AfterEach
  void remove() throws IOException {
    cable.close();
    echo.close();
  }

  private void serve() {
    try {
      while (true) {
        Socket socket = echo.accept();
        Thread.ofVirtual().start(() -> answer(socket));
      }
    } catch (IOException e) {
      assertThat(echo.isClosed()).isTrue();
    }
  }

  private static void answer(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      assertThat(e).isNotNull(); // it was cut
    }
  }

  private static boolean isAnswered(Socket socket, String line) {
    try {
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      socket.getOutputStream().write(bytes);
      return new String(socket.getInputStream().readNBytes(bytes.length), StandardCharsets.UTF_8)
          .equals(line);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void cable_bringsWhatIsSent_andCountsIt() throws IOException {
    try (Socket client = new Socket(HOST, cable.port())) {
      assertThat(isAnswered(client, "hello")).isTrue();
      assertThat(cable.bytesToClients()).isEqualTo(5);
    }
  }

  @Test
  void cable_cutsConnections_andLetsNobodyConnect_asLongAsItIsPulled() throws IOException {
    try (Socket client = new Socket(HOST, cable.port())) {
      assertThat(isAnswered(client, "hello")).isTrue();
      cable.pull(Duration.ofHours(1));
      assertThat(isAnswered(client, "anybody there?")).isFalse();
    }
    try (Socket client = new Socket(HOST, cable.port())) {
      assertThat(isAnswered(client, "and now?")).isFalse();
    }
    cable.pull(Duration.ZERO);
    try (Socket client = new Socket(HOST, cable.port())) {
      assertThat(isAnswered(client, "back again")).isTrue();
    }
  }
}
