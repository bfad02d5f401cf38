package io.skipruntime.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.clients.NpmPackage.Result;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.examples.auction.AuctionService;
import io.skipruntime.examples.groups.GroupsService;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.TlsFiles;
import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The package for Python works with real services: its own tests pass, and none is skipped. */
class PythonTest {

  private static final long HEARTBEAT_MILLIS = 500;
  private static final long HISTORY_MILLIS = 60_000;
  private static final String CONTROL_TOKEN = "of-those-who-may-use-control";
  private static final String USER_SECRET = "what-tokens-of-users-are-signed-with";
  private static final String STREAM_SECRET = "what-permissions-of-streams-are-signed-with";

  @TempDir private Path directory = Path.of("");

  private static ServerOptions options() {
    return ServerOptions.defaults()
        .withPorts(0, 0)
        .withHeartbeatMillis(HEARTBEAT_MILLIS)
        .withEngine(EngineOptions.defaults().withHistoryMillis(HISTORY_MILLIS));
  }

  private static void tell(
      Map<String, String> environment, String name, String scheme, SkipServer server) {
    String address = scheme + "://127.0.0.1:";
    environment.put("SKIP_" + name + "_CONTROL", address + server.controlPort());
    environment.put("SKIP_" + name + "_STREAMING", address + server.streamingPort());
  }

  @Test
  void testsOfThePackage_pass() throws Exception {
    PythonPackage.require();
    TlsFiles files = new TlsFiles(directory);
    Path secret = Files.writeString(directory.resolve("users"), USER_SECRET);
    SecurityOptions guards =
        files
            .options()
            .withControlToken(CONTROL_TOKEN)
            .withStreamTokenSecret(STREAM_SECRET)
            .withJwtSecretFile(secret.toString())
            .withJwtIssuer("tests")
            .withJwtAudiences(Set.of("anything"));
    try (SkipServer groups = SkipServer.start(new GroupsService(), options());
        SkipServer auction = SkipServer.start(new AuctionService(), options());
        SkipServer anything = SkipServer.start(new AnythingService(), options());
        SkipServer other = SkipServer.start(new AnythingService(), options());
        SkipServer guarded =
            SkipServer.start(new AnythingService(), options().withSecurity(guards))) {
      Map<String, String> environment = new HashMap<>();
      tell(environment, "GROUPS", "http", groups);
      tell(environment, "AUCTION", "http", auction);
      tell(environment, "ANYTHING", "http", anything);
      tell(environment, "OTHER", "http", other);
      tell(environment, "GUARDED", "https", guarded);
      environment.put("SKIP_AUTHORITY", files.authorityFile().toString());
      environment.put("SKIP_CONTROL_TOKEN", CONTROL_TOKEN);
      environment.put("SKIP_USER_SECRET", USER_SECRET);
      environment.put("SKIP_CHANGES", System.getProperty("skip.python.changes", "2000"));
      Result tests = PythonPackage.run(environment, "-m", "unittest", "discover", "--verbose");
      assertThat(tests.succeeded()).as(tests.output()).isTrue();
      assertThat(tests.output()).doesNotContain("skipped").containsPattern("Ran [1-9][0-9]+ tests");
    }
  }
}
