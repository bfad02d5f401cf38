package io.skipruntime.oracle;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.journal.Persistence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory that the services of a trial keep their data in, one after the other.
 *
 * <ul>
 *   <li>{@code files} are those of the service that runs.
 * </ul>
 */
final class Storage implements AutoCloseable {

  private static final long SEGMENT_BYTES = 32 << 10;
  private static final long SNAPSHOT_BYTES = 8 << 10;

  private final Path directory;
  private MortalFiles files;

  Storage() {
    try {
      directory = Files.createTempDirectory("skip-oracle");
      files = new MortalFiles(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets the service that runs die after some more changes of its files. */
  void dieAfter(long changes) {
    files.dieAfter(changes);
  }

  /**
   * The options with which the next service keeps its data here.
   *
   * @param programVersion what identifies its program
   */
  EngineOptions keepingIn(EngineOptions options, String programVersion) {
    try {
      files = new MortalFiles(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return options.withPersistence(
        Persistence.in(files)
            .withSegmentBytes(SEGMENT_BYTES)
            .withSnapshotBytes(SNAPSHOT_BYTES)
            .withProgramVersion(programVersion));
  }

  @Override
  public void close() {
    try (Stream<Path> paths = Files.walk(directory)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
