package io.skipruntime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Principal;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.cli.Shell.Ended;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens for development, as a server takes them. */
final class TokenTest {

  @TempDir private Path directory;

  record Notes(EagerCollection<String, String> notes) {}

  record Mine(Principal user) implements Resource<Notes> {
    @Override
    public EagerCollection<String, String> instantiate(Notes in, Context context) {
      return in.notes().slice(user.subject(), user.subject());
    }
  }

  /** Notes, of which each user sees their own. */
  static final class Private implements SkipService<Notes, Notes> {
    @Override
    public Resources<Notes> resources() {
      return Resources.of("mine", Mine.class);
    }

    @Override
    public Notes createGraph(Notes in, Context context) {
      return in;
    }

    @Override
    public InitialData initialData() {
      return InitialData.of("notes", Entry.of("alice", "hers"), Entry.of("bob", "his"));
    }
  }

  private static Ended run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new Output(out),
            new Output(err),
            new CountDownLatch(1),
            false,
            false);
    int code = SkipCommand.execute(terminal, arguments);
    return new Ended(code, out.toString(), err.toString());
  }

  private Ended token(String subject, String... options) {
    String[] arguments = new String[options.length + 4];
    arguments[0] = "token";
    arguments[1] = subject;
    arguments[2] = "--keys-file=" + directory.resolve("keys.json");
    arguments[3] = "--private-key-file=" + directory.resolve("key.pem");
    System.arraycopy(options, 0, arguments, 4, options.length);
    return run(arguments);
  }

  private Ended mine(SkipServer server, String token) throws Exception {
    Path file = Files.writeString(directory.resolve("token"), token);
    return run(
        "get",
        "mine",
        "--user-token-file=" + file,
        "--control=http://127.0.0.1:" + server.controlPort());
  }

  @Test
  void token_isVerifiedByAServer_withTheOptionsThatArePrinted() throws Exception {
    Ended alice = token("alice");
    Ended bob = token("bob");
    Ended foreign = token("alice", "--audience", "others");
    assertThat(alice.err())
        .contains(
            "--jwt-keys-file '" + directory.resolve("keys.json") + "'",
            "--jwt-issuer 'skip-development'",
            "--jwt-audience 'skip'");
    SecurityOptions security =
        SecurityOptions.defaults()
            .withJwtKeysFile(directory.resolve("keys.json").toString())
            .withJwtIssuer("skip-development")
            .withJwtAudiences(Set.of("skip"));
    ServerOptions options = ServerOptions.defaults().withPorts(0, 0).withSecurity(security);
    try (SkipServer server = SkipServer.start(new Private(), options)) {
      assertThat(mine(server, alice.out()).out()).isEqualTo("\"alice\"\t\"hers\"\n");
      assertThat(mine(server, bob.out()).out()).isEqualTo("\"bob\"\t\"his\"\n");
      assertThat(mine(server, foreign.out()).err()).contains("401");
    }
  }

  @Test
  void privateKey_isForItsOwnerAlone_andIsKept() throws Exception {
    assertThat(token("alice").code()).isZero();
    Path key = directory.resolve("key.pem");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    String made = Files.readString(key);
    assertThat(token("bob").code()).isZero();
    assertThat(Files.readString(key)).isEqualTo(made);
  }

  @Test
  void token_isRefused_whenItsFilesOrOptionsCannotBeUsed() throws Exception {
    assertThat(token("alice", "--hours", "0").code()).isEqualTo(2);
    Files.writeString(directory.resolve("keys.json"), "{}");
    Ended one = token("alice");
    assertThat(one.code()).isEqualTo(2);
    assertThat(one.err()).contains("without the other");
    Files.writeString(directory.resolve("key.pem"), "no key");
    Ended none = token("alice");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("no key of Ed25519");
    assertThat(none.out()).isEmpty();
  }

  @Test
  void privateKey_isNotShown_whenItCannotBeUsed() throws Exception {
    assertThat(token("alice").code()).isZero();
    Path key = directory.resolve("key.pem");
    String made = Files.readString(key);
    Files.writeString(key, "\ufeff" + made);
    assertThat(token("alice").code()).isZero();
    for (String text :
        List.of("", "hunter2", made.replace("=", "").replace("M", "hunter2\u0001"))) {
      Files.writeString(key, text);
      Ended ended = token("alice");
      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.err()).contains(key.toString()).doesNotContain("hunter2", "\tat ");
      assertThat(ended.out()).isEmpty();
    }
  }
}
