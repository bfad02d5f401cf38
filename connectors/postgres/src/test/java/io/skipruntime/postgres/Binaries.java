package io.skipruntime.postgres;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The binaries of a major version of PostgreSQL. Those of one version are on the class path; those
 * of others are archives in {@code target/servers}, where {@code mvn -N -P servers
 * generate-test-resources} puts them.
 *
 * @param archive the archive; empty for the version of the class path
 */
record Binaries(int version, Optional<Path> archive) implements PgBinaryResolver {

  static final int VERSION_OF_THE_CLASS_PATH = 18;

  private static final Path ARCHIVES = Path.of("target", "servers");

  /** The binaries of a version; skips the test if they are not here. */
  static Binaries of(int version) {
    if (version == VERSION_OF_THE_CLASS_PATH) {
      return new Binaries(version, Optional.empty());
    }
    Optional<Path> found = find(version);
    if (found.isEmpty()) {
      return Assumptions.abort(
          "PostgreSQL "
              + version
              + " is not here: mvn -N -P servers generate-test-resources fetches it");
    }
    return new Binaries(version, found);
  }

  private static Optional<Path> find(int version) {
    try (Stream<Path> archives = Files.list(ARCHIVES)) {
      return archives
          .filter(each -> each.getFileName().toString().matches(".*-" + version + "\\..*\\.jar"))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public InputStream getPgBinary(String system, String machine) throws IOException {
    if (archive.isEmpty()) {
      return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine);
    }
    String entry = "postgres-linux-x86_64.txz";
    return URI.create("jar:" + archive.get().toUri() + "!/" + entry).toURL().openStream();
  }
}
