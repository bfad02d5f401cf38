package io.skipruntime.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.json.Json;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.sql.RowPolicy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Users as clients of PostgreSQL: the password is their token, and they see their own rows. */
class UsersTest {

  private static final String SECRET = "what the issuer and the server share, in secret";
  private static final String CONTROL = "a-token-of-the-control-listener";

  record Rows(
      @RowPolicy("value = CURRENT_USER OR has_claim('roles', 'all')")
          EagerCollection<Long, String> owners,
      EagerCollection<Long, String> secrets) {}

  static final class Owners implements SkipService<Rows, Rows> {
    @Override
    public InitialData initialData() {
      return InitialData.of("owners", Entry.of(1L, "ann"), Entry.of(2L, "bob"))
          .with("secrets", Entry.of(1L, "hidden"));
    }

    @Override
    public Resources<Rows> resources() {
      return Resources.empty();
    }

    @Override
    public Rows createGraph(Rows in, Context context) {
      return in;
    }
  }

  private static ServerOptions options(InstantSource clock) {
    ServerOptions options = Orders.options();
    return options
        .withEngine(options.engine().withClock(clock))
        .withSecurity(
            SecurityOptions.defaults()
                .withControlToken(CONTROL)
                .withJwtIssuer("issuer")
                .withJwtAudiences(Set.of("skip"))
                .withJwtClaims(Set.of("roles"))
                .withJwtSecret(SECRET));
  }

  private static String token(String user, Instant expiry, List<String> roles) throws Exception {
    String head = part("{\"alg\":\"HS256\"}");
    Json claims =
        Json.object(
            Map.of(
                "iss", Json.of("issuer"),
                "aud", Json.of("skip"),
                "sub", Json.of(user),
                "exp", Json.of(expiry.getEpochSecond()),
                "roles", Json.from(roles)));
    String signed = head + "." + part(claims.toString());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
    return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  private static String part(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> texts(Connection connection, String query) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  @Test
  void token_isThePassword_andItsUserSeesItsOwnRows() throws Exception {
    Instant later = Instant.now().plusSeconds(300);
    try (SkipServer server = SkipServer.start(new Owners(), options(InstantSource.system()))) {
      try (Connection ann =
          Orders.connect(server, Map.of("password", token("ann", later, List.of())))) {
        assertThat(texts(ann, "SELECT value FROM owners")).containsExactly("ann");
        assertThat(texts(ann, "SELECT CURRENT_USER")).containsExactly("ann");
        assertThat(texts(ann, "EXPLAIN SELECT value FROM owners")).doesNotContain("ann");
        assertThat(texts(ann, "SELECT relname FROM pg_class WHERE relname IN ('owners','secrets')"))
            .containsExactly("owners");
        for (String refused :
            List.of("SELECT * FROM secrets", "SELECT * FROM skip.nodes", "TABLE skip.commits")) {
          assertThatThrownBy(() -> texts(ann, refused)).isInstanceOf(SQLException.class);
        }
        ann.setAutoCommit(false);
        try (Statement statement = ann.createStatement()) {
          statement.execute("DECLARE c CURSOR FOR SELECT value FROM owners");
          assertThat(texts(ann, "FETCH ALL FROM c")).containsExactly("ann");
        }
      }
      try (Connection all =
          Orders.connect(server, Map.of("password", token("cy", later, List.of("all"))))) {
        assertThat(texts(all, "SELECT value FROM owners ORDER BY 1")).containsExactly("ann", "bob");
      }
      try (Connection control = Orders.connect(server, Map.of("password", CONTROL))) {
        assertThat(texts(control, "SELECT value FROM secrets")).containsExactly("hidden");
      }
    }
  }

  @Test
  void connection_ends_whenTheTokenHasExpired() throws Exception {
    Instant start = Instant.now();
    AtomicReference<Instant> now = new AtomicReference<>(start);
    Instant expiry = start.plusSeconds(300);
    try (SkipServer server = SkipServer.start(new Owners(), options(now::get));
        Connection ann =
            Orders.connect(server, Map.of("password", token("ann", expiry, List.of())))) {
      assertThat(texts(ann, "SELECT value FROM owners")).containsExactly("ann");
      now.set(expiry.plusSeconds(1));
      assertThatThrownBy(() -> texts(ann, "SELECT value FROM owners"))
          .isInstanceOfSatisfying(
              SQLException.class, refusal -> assertThat(refusal.getSQLState()).isEqualTo("28000"));
      assertThatThrownBy(() -> texts(ann, "SELECT 1")).isInstanceOf(SQLException.class);
    }
  }
}
