package io.skipruntime.files;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The changes of a file or directory, as far as the system tells of them: others, such as those
 * behind symbolic links and on network drives, are seen when time is over. For one thread.
 */
final class FileChanges implements AutoCloseable {

  private static final Logger LOGGER = System.getLogger(FileChanges.class.getName());

  private final Path path;
  private Optional<WatchService> service = Optional.empty();
  private Optional<WatchKey> key = Optional.empty();

  FileChanges(Path path) {
    this.path = path;
  }

  /** Waits until something may have changed, and so long at most. */
  void await(long millis) throws InterruptedException {
    if (key.isEmpty() || !key.get().isValid()) {
      watch();
    }
    if (service.isEmpty() || key.isEmpty()) {
      Thread.sleep(millis);
      return;
    }
    WatchKey changed = service.get().poll(millis, TimeUnit.MILLISECONDS);
    if (changed != null) {
      changed.pollEvents();
      changed.reset();
    }
  }

  private void watch() {
    Path absolute = path.toAbsolutePath();
    Path parent = absolute.getParent();
    Path directory = Files.isDirectory(path) || parent == null ? absolute : parent;
    try {
      if (service.isEmpty()) {
        service = Optional.of(directory.getFileSystem().newWatchService());
      }
      key =
          Optional.of(
              directory.register(
                  service.get(),
                  StandardWatchEventKinds.ENTRY_CREATE,
                  StandardWatchEventKinds.ENTRY_DELETE,
                  StandardWatchEventKinds.ENTRY_MODIFY));
    } catch (IOException | UnsupportedOperationException e) {
      key = Optional.empty();
      LOGGER.log(Level.DEBUG, "changes of files are looked for only from time to time", e);
    }
  }

  @Override
  public void close() {
    try {
      if (service.isPresent()) {
        service.get().close();
      }
    } catch (IOException e) {
      LOGGER.log(Level.DEBUG, "a watch of files could not be closed", e);
    }
  }
}
