package io.skipruntime.server.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.server.GroupsService;
import io.skipruntime.server.SkipServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Options that contradict each other are refused, and both are named. */
final class OptionConflictsTest {

  private static List<String> conflicts(String... arguments) {
    return OptionConflicts.of(Configuration.read(arguments, Map.of()));
  }

  @Test
  void onePort_isNotForBothListeners_whereTheirAddressesMeet() {
    String[] hosts = {"127.0.0.1", "localhost", "0.0.0.0", "::"};
    for (String host : hosts) {
      assertThat(
              conflicts("--control-port=9000", "--streaming-port=9000", "--streaming-host=" + host))
          .as(host)
          .singleElement()
          .asString()
          .contains("--control-port", "--streaming-port", "9000");
    }
    assertThat(
            conflicts("--control-port=9000", "--streaming-port=9000", "--streaming-host=127.0.0.2"))
        .isEmpty();
    assertThat(conflicts("--control-port=0", "--streaming-port=0")).isEmpty();
    assertThat(conflicts("--control-port=8080")).hasSize(1);
  }

  @Test
  void portOfPostgres_isNotThatOfAnotherListener() {
    for (String other : List.of("--control-port", "--streaming-port")) {
      assertThat(conflicts(other + "=9000", "--postgres-port=9000", "--postgres-host=0.0.0.0"))
          .as(other)
          .singleElement()
          .asString()
          .contains(other, "--postgres-port", "9000");
    }
    assertThat(conflicts("--postgres-port=8080")).hasSize(1);
    assertThat(conflicts("--control-port=0", "--postgres-port=0")).isEmpty();
    assertThat(conflicts("--postgres-port=off")).isEmpty();
  }

  @Test
  void server_doesNotStart_withSuchAPair() {
    ServerOptions options = ServerOptions.defaults().withPorts(8099, 8099);
    assertThatThrownBy(() -> SkipServer.start(new GroupsService(), options))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("--control-port")
        .hasMessageContaining("--streaming-port");
  }

  @Test
  void oneBody_isNotLongerThanAllTogether() {
    assertThat(conflicts("--max-body-bytes=2MiB", "--pending-body-bytes=1MiB"))
        .singleElement()
        .asString()
        .contains("--max-body-bytes", "--pending-body-bytes");
  }

  @Test
  void rulesForTokensOfUsers_needAWayToVerifyThem_andTheOtherWayRound() {
    for (String rule : List.of("jwt-issuer=a", "jwt-audience=a", "jwt-claim=a", "jwt-required")) {
      assertThat(conflicts("--" + rule))
          .as(rule)
          .singleElement()
          .asString()
          .contains("--" + rule.replace("=a", ""), "--jwt-keys-url");
    }
    assertThat(conflicts("--jwt-keys-file=keys", "--jwt-issuer=a"))
        .singleElement()
        .asString()
        .contains("--jwt-issuer", "--jwt-audience");
  }

  @Test
  void partsOfTls_needEachOther() {
    assertThat(conflicts("--tls-key=a")).singleElement().asString().contains("--tls-certificate");
    assertThat(conflicts("--control-client-authorities=a"))
        .singleElement()
        .asString()
        .contains("--control-client-authorities", "--tls-certificate");
  }
}
