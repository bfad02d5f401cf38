package io.skipruntime.sources;

import io.skipruntime.SkipException;
import io.skipruntime.client.SecretFile;
import io.skipruntime.postgres.PostgresOptions;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that name a database and a role of it. */
final class DatabaseOptions {

  @Option(
      names = "--database",
      required = true,
      paramLabel = "URL",
      description = "the database, such as jdbc:postgresql://127.0.0.1:5432/app")
  private String url = "";

  @Option(
      names = "--user",
      required = true,
      paramLabel = "ROLE",
      description = "the role to connect as; it needs the attribute REPLICATION to drop a slot")
  private String user = "";

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "a file whose first line is the password of the role")
  private Optional<Path> password = Optional.empty();

  PostgresOptions options() {
    try {
      String secret = password.map(file -> SecretFile.password("--password-file", file)).orElse("");
      return PostgresOptions.of(url, user, secret);
    } catch (IllegalArgumentException e) {
      throw new SkipException(String.valueOf(e.getMessage()));
    }
  }
}
