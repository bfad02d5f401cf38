package io.skipruntime.cli;

import io.skipruntime.client.SecretFile;
import io.skipruntime.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that makes a user's token (RFC 7519) for development, and the keys if need be. */
@Command(
    name = "token",
    description = "Makes the JSON web token of a user, for development.",
    footer = {
      "",
      "Prints the token to standard output, and to standard error the options with which a server"
          + " verifies it. Who has the private key can be any user: keep it out of production."
    })
final class Token implements Callable<Integer> {

  private static final long MOST_HOURS = 24 * 366;

  private final Terminal terminal;

  @Parameters(paramLabel = "SUBJECT", description = "the user")
  private String subject = "";

  @Option(names = "--issuer", description = "who issues it; default ${DEFAULT-VALUE}")
  private String issuer = "skip-development";

  @Option(names = "--audience", description = "for whom it is; default ${DEFAULT-VALUE}")
  private String audience = "skip";

  @Option(names = "--hours", description = "how long it is good; default ${DEFAULT-VALUE}")
  private long hours = 8;

  @Option(
      names = "--keys-file",
      description = "file with the public key, for the server; default ${DEFAULT-VALUE}")
  private Path keys = Path.of("development-keys.json");

  @Option(
      names = "--private-key-file",
      description = "file with the private key; default ${DEFAULT-VALUE}")
  private Path privateKey = Path.of("development-key.pem");

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this text")
  @SuppressWarnings("UnusedVariable") // picocli asks the option
  private boolean help;

  Token(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws GeneralSecurityException {
    if (subject.isEmpty() || hours < 1 || hours > MOST_HOURS) {
      throw new UsageException("a token needs a subject, and 1 to " + MOST_HOURS + " --hours");
    }
    String token = DevelopmentKey.sign(privateKey, key(), claims());
    terminal.note(
        "start the server with --jwt-keys-file '%s' --jwt-issuer '%s' --jwt-audience '%s'"
            .formatted(keys.toAbsolutePath(), issuer, audience));
    terminal.print(token);
    return ExitCode.DONE;
  }

  private String key() throws GeneralSecurityException {
    try {
      if (Files.exists(keys) != Files.exists(privateKey)) {
        throw new UsageException(
            "of " + keys + " and " + privateKey + " one is there without the other: remove it");
      }
      if (!Files.exists(keys)) {
        DevelopmentKey.write(keys, privateKey);
        terminal.note("made a key: public in " + keys + ", private in " + privateKey);
      }
      return SecretFile.text("--private-key-file", privateKey);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UsageException("the files of the key cannot be used: " + e);
    }
  }

  private Json claims() {
    Instant now = Instant.now();
    return Json.object(
        Map.of(
            "iss", Json.of(issuer),
            "sub", Json.of(subject),
            "aud", Json.of(audience),
            "iat", Json.of(now.getEpochSecond()),
            "exp", Json.of(now.plus(Duration.ofHours(hours)).getEpochSecond())));
  }
}
