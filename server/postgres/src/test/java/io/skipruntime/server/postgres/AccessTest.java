package io.skipruntime.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.ServerStartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may connect, by which encryption, and how many. */
class AccessTest {

  private static final String TOKEN = "a-token-of-the-control-listener";

  private static long one(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT 1")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void assertRefused(SkipServer server, Map<String, String> with, String state) {
    assertThatThrownBy(() -> Orders.connect(server, with).close())
        .isInstanceOfSatisfying(
            SQLException.class, refusal -> assertThat(refusal.getSQLState()).isEqualTo(state));
  }

  private static ServerOptions guarded() {
    return Orders.options().withSecurity(SecurityOptions.defaults().withControlToken(TOKEN));
  }

  @Test
  void password_isOneOfControlsTokens() throws Exception {
    try (SkipServer server = Orders.started(guarded())) {
      assertRefused(server, Map.of("password", "not-a-token-of-the-listener"), "28P01");
      try (Connection connection = Orders.connect(server, Map.of("password", TOKEN))) {
        assertThat(one(connection)).isOne();
      }
    }
  }

  @Test
  void connection_isEncrypted_whenThereIsACertificate(@TempDir Path directory) throws Exception {
    X509Bundle authority =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    X509Bundle own =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=localhost")
            .addSanIpAddress("127.0.0.1")
            .addExtendedKeyUsageServerAuth()
            .buildIssuedBy(authority);
    Path root = Files.writeString(directory.resolve("root.pem"), authority.getCertificatePEM());
    Path chain = Files.writeString(directory.resolve("chain.pem"), own.getCertificatePathPEM());
    Path key = Files.writeString(directory.resolve("key.pem"), own.getPrivateKeyPEM());
    SecurityOptions security =
        SecurityOptions.defaults()
            .withControlToken(TOKEN)
            .withTlsCertificate(chain.toString())
            .withTlsKey(key.toString());
    try (SkipServer server = Orders.started(Orders.options().withSecurity(security));
        Connection connection =
            Orders.connect(
                server,
                Map.of(
                    "password", TOKEN, "sslmode", "verify-full", "sslrootcert", root.toString()))) {
      assertThat(one(connection)).isOne();
      assertRefused(
          server, Map.of("sslmode", "require", "password", "not-a-token-of-the-listener"), "28P01");
    }
  }

  @Test
  void otherMachines_areNotLetIn_withoutTokenAndEncryption() {
    ServerOptions open =
        Orders.options().withQueries(Orders.options().queries().withPostgresHost("0.0.0.0"));
    assertThatThrownBy(() -> Orders.started(open).close())
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("--postgres-host 127.0.0.1");
  }

  @Test
  void clients_areAsManyAsThereMayBe() throws Exception {
    int most = 500;
    ServerOptions options = Orders.options();
    ServerOptions limited = options.withQueries(options.queries().withConnections(most));
    List<Connection> open = new ArrayList<>();
    try (SkipServer server = Orders.started(limited)) {
      for (int i = 0; i < most; i++) {
        open.add(Orders.connect(server, Map.of("assumeMinServerVersion", "15")));
      }
      assertRefused(server, Map.of(), "53300");
      assertThat(one(open.getFirst())).isOne();
      assertThat(one(open.getLast())).isOne();
    } finally {
      for (Connection each : open) {
        each.close();
      }
    }
  }

  @Test
  void transaction_losesItsVersion_whenItIsOpenForTooLong() throws Exception {
    ServerOptions options = Orders.options();
    ServerOptions brief = options.withQueries(options.queries().withTransactionMillis(1));
    try (SkipServer server = Orders.started(brief);
        Connection connection = Orders.connect(server);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      String state = "";
      while (state.isEmpty()) {
        try {
          one(connection);
        } catch (SQLException e) {
          state = e.getSQLState();
        }
      }
      assertThat(state).isEqualTo("25P04");
      connection.rollback();
      assertThat(statement.isClosed()).isFalse();
    }
  }

  @Test
  void result_isRefused_whenItIsTooLarge() throws Exception {
    ServerOptions options = Orders.options();
    ServerOptions small = options.withQueries(options.queries().withRows(10));
    try (SkipServer server = Orders.started(small);
        Connection connection = Orders.connect(server);
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery("SELECT key FROM orders"))
          .isInstanceOfSatisfying(
              SQLException.class, refusal -> assertThat(refusal.getSQLState()).isEqualTo("54000"));
      assertThat(one(connection)).isOne();
    }
  }
}
