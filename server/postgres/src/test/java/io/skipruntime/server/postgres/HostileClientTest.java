package io.skipruntime.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that send what is no protocol, claim too much, or send nothing: others go on. */
class HostileClientTest {

  private static final int MOST_MILLIS = 60_000;
  private static final int ROUNDS = Integer.getInteger("skip.postgres.rounds", 100);
  private static final int VERSION = 3 << 16;

  private static SkipServer server;

  @BeforeAll
  static void start() {
    server = Orders.started(Orders.options());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Socket connected() throws IOException {
    Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), server.postgresPort().orElseThrow());
    socket.setSoTimeout(MOST_MILLIS);
    return socket;
  }

  private static Socket welcome() throws IOException {
    Socket socket = connected();
    DataOutputStream output = new DataOutputStream(socket.getOutputStream());
    byte[] user = "user\0reader\0\0".getBytes(StandardCharsets.UTF_8);
    output.writeInt(2 * Integer.BYTES + user.length);
    output.writeInt(VERSION);
    output.write(user);
    return socket;
  }

  /** Reads until the server closes the connection, which it has to. */
  private static void readToEnd(Socket socket) throws IOException {
    InputStream input = socket.getInputStream();
    byte[] buffer = new byte[4_096];
    try {
      while (input.read(buffer) >= 0) {
        Thread.onSpinWait();
      }
    } catch (java.net.SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  private static void assertOthersGoOn() throws SQLException {
    try (Connection connection = Orders.connect(server);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM orders")) {
      row.next();
      assertThat(row.getLong(1)).isEqualTo(Orders.COUNT);
    }
  }

  @Test
  void garbage_endsTheConnection() throws Exception {
    Random random = new Random(19);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = new byte[1 + random.nextInt(300)];
      random.nextBytes(bytes);
      try (Socket socket = connected()) {
        socket.getOutputStream().write(bytes);
        socket.shutdownOutput();
        readToEnd(socket);
      }
    }
    assertOthersGoOn();
  }

  @Test
  void messages_ofAnyContent_endNothingButTheirConnection() throws Exception {
    Random random = new Random(7);
    String types = "QPBDECHSFXdcfp?";
    for (int i = 0; i < ROUNDS; i++) {
      try (Socket socket = welcome()) {
        DataOutputStream output = new DataOutputStream(socket.getOutputStream());
        for (int j = 0; j < 5; j++) {
          byte[] body = body(random);
          output.writeByte(types.charAt(random.nextInt(types.length())));
          output.writeInt(random.nextInt(20) == 0 ? random.nextInt() : body.length + Integer.BYTES);
          output.write(body);
        }
        socket.shutdownOutput();
        readToEnd(socket);
      } catch (java.net.SocketException e) {
        assertThat(e.getMessage()).containsAnyOf("reset", "Broken pipe");
      }
    }
    assertOthersGoOn();
  }

  private static byte[] body(Random random) {
    byte[] body = new byte[random.nextInt(60)];
    random.nextBytes(body);
    if (random.nextBoolean()) {
      byte[] text =
          "SELECT key FROM orders WHERE key = $1\0\0\1\0".getBytes(StandardCharsets.UTF_8);
      System.arraycopy(text, 0, body, 0, Math.min(text.length, body.length));
    }
    return body;
  }

  @Test
  void hugeLength_isRefused_beforeAnythingIsKept() throws Exception {
    try (Socket socket = welcome()) {
      DataOutputStream output = new DataOutputStream(socket.getOutputStream());
      output.writeByte('Q');
      output.writeInt(Integer.MAX_VALUE);
      output.flush();
      readToEnd(socket);
    }
    try (Socket socket = connected()) {
      new DataOutputStream(socket.getOutputStream()).writeInt(Integer.MAX_VALUE);
      readToEnd(socket);
    }
    assertOthersGoOn();
  }

  @Test
  void strangersBeyondTheMost_areToldWhyTheyAreTurnedAway() throws Exception {
    ServerOptions options = Orders.options();
    int most = 1;
    int strangers = 100;
    List<Socket> silent = new ArrayList<>();
    try (SkipServer small =
        Orders.started(options.withQueries(options.queries().withConnections(most)))) {
      int port = small.postgresPort().orElseThrow();
      for (int i = 0; i < most + strangers; i++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }
      try (Socket last = new Socket(InetAddress.getLoopbackAddress(), port)) {
        last.setSoTimeout(MOST_MILLIS);
        String answer = new String(last.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(answer).startsWith("E").contains("SFATAL", "C53300", "too many clients");
      }
    } finally {
      for (Socket each : silent) {
        each.close();
      }
    }
  }

  @Test
  void silentClients_areCutOff_whileOthersGoOn() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        silent.add(connected());
      }
      assertOthersGoOn();
      readToEnd(silent.getFirst());
    } finally {
      for (Socket each : silent) {
        each.close();
      }
    }
  }
}
