package io.skipruntime.files;

import io.skipruntime.ExternalService.Callbacks;
import io.skipruntime.ExternalService.Delivery;
import io.skipruntime.SourceStatus;
import io.skipruntime.client.feed.Backoff;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.connect.SubscriptionFeed;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The feed of one subscription of a file, or of a directory of files. An attempt waits for a change
 * and delivers all that is new at once. All is read again when that is not just more: a file that
 * was replaced, cut, edited or deleted, or a new one whose name comes before that of another; and,
 * where lines have keys of their own, a line of a file that comes before one that has lines, since
 * the last line of a key counts.
 *
 * <ul>
 *   <li>{@code positions} are those of what the service has, in the order of the files; empty if it
 *       has nothing, or not what was delivered last.
 * </ul>
 */
final class FileFeed extends SubscriptionFeed {

  private static final long FIRST_RETRY_MILLIS = 1_000;
  private static final long MAX_RETRY_MILLIS = 10_000;
  private static final String DEFINITION = "definition";
  private static final String FILES = "files";

  private final String stream;
  private final FileResource resource;
  private final FileChanges changes;
  private Optional<Map<String, FilePosition>> positions;
  private long reportedLag;
  private boolean isFirst = true;

  FileFeed(String name, FileResource resource, Callbacks callbacks) {
    super(
        "skip-files-" + name,
        callbacks,
        new Backoff(
            Math.min(FIRST_RETRY_MILLIS, resource.intervalMillis()),
            Math.max(MAX_RETRY_MILLIS, resource.intervalMillis())));
    this.stream = name;
    this.resource = resource;
    this.changes = new FileChanges(resource.path());
    this.positions = position(name).flatMap(this::restored);
  }

  private Json definition() {
    var usedAs = callbacks().resource();
    return Json.of(
        resource.definition()
            + " "
            + usedAs.keyType().getTypeName()
            + " "
            + usedAs.valueType().getTypeName());
  }

  private Optional<Map<String, FilePosition>> restored(Json stored) {
    try {
      JsonObject members = stored.asObject();
      if (!members.get(DEFINITION).equals(definition())) {
        return Optional.empty();
      }
      Map<String, FilePosition> known = new LinkedHashMap<>();
      for (Json each : members.get(FILES).asArray().elements()) {
        FilePosition position = FilePosition.parse(each);
        known.put(position.name(), position);
      }
      return Optional.of(known);
    } catch (RuntimeException e) { // it is not what this version writes; so all is read
      return Optional.empty();
    }
  }

  private Json position(Map<String, FilePosition> known) {
    return Json.object(
        Map.of(
            DEFINITION,
            definition(),
            FILES,
            Json.array(known.values().stream().map(FilePosition::json).toList())));
  }

  @Override
  protected long attempt() throws SourceException, InterruptedException {
    if (!isFirst) {
      changes.await(resource.intervalMillis());
    }
    isFirst = false;
    try {
      look();
    } catch (NoSuchFileException e) {
      throw SourceException.passing(e.getFile() + " is not there");
    } catch (IOException e) {
      throw SourceException.passing(
          resource.path() + " cannot be read: " + SourceException.messageOf(e));
    }
    return 0;
  }

  @Override
  protected void end() {
    changes.close();
  }

  private void look() throws IOException, SourceException {
    boolean isDirectory = Files.isDirectory(resource.path());
    Map<String, Path> files = isDirectory ? filesOfDirectory() : singleFile();
    Map<String, FilePosition.Look> looks = new LinkedHashMap<>();
    for (Map.Entry<String, Path> each : files.entrySet()) {
      looks.put(each.getKey(), FilePosition.Look.at(each.getValue()));
    }
    boolean isReload =
        !callbacks().isLoaded()
            || positions.isEmpty()
            || !isContinued(files, looks, positions.get())
            || hasMoreBetween(looks, positions.get());
    Map<String, FilePosition> before = isReload ? Map.of() : positions.orElse(Map.of());
    Delivery delivery = callbacks().begin();
    if (isReload) {
      delivery.replace(callbacks());
    }
    FileReading reading =
        new FileReading(resource, isDirectory, callbacks(), delivery, looks.values());
    Map<String, FilePosition> after = new LinkedHashMap<>();
    for (Map.Entry<String, Path> each : files.entrySet()) {
      String name = each.getKey();
      FilePosition from = before.getOrDefault(name, FilePosition.start(name));
      FilePosition.Look look = Objects.requireNonNull(looks.get(name));
      after.put(name, reading.read(each.getValue(), from, look));
    }
    deliver(delivery, isReload || reading.hasPut(), before, after);
    reportLag(after);
  }

  private void deliver(
      Delivery delivery,
      boolean hasData,
      Map<String, FilePosition> before,
      Map<String, FilePosition> after)
      throws SourceException {
    positions = Optional.empty(); // as long as it is not known whether the service takes it
    if (hasData || !position(before).equals(position(after))) {
      deliver(delivery, stream, position(after));
    }
    if (!hasData) {
      confirm();
    }
    positions = Optional.of(after);
  }

  private Map<String, Path> singleFile() {
    Path path = resource.path();
    return Map.of(nameOf(path), path);
  }

  private static String nameOf(Path path) {
    Path name = path.getFileName();
    return name == null ? path.toString() : name.toString();
  }

  private Map<String, Path> filesOfDirectory() throws IOException {
    Map<String, Path> files = new LinkedHashMap<>();
    try (Stream<Path> all = Files.list(resource.path())) {
      all.filter(this::counts)
          .sorted((one, other) -> nameOf(one).compareTo(nameOf(other)))
          .forEach(each -> files.put(nameOf(each), each));
    } catch (NotDirectoryException e) {
      throw new NoSuchFileException(resource.path().toString());
    }
    return files;
  }

  private boolean counts(Path file) {
    String name = nameOf(file);
    return !name.startsWith(".")
        && resource.suffixes().stream().anyMatch(name::endsWith)
        && Files.isRegularFile(file);
  }

  /** Whether all that was read is still there, and what is new is behind it. */
  private static boolean isContinued(
      Map<String, Path> files,
      Map<String, FilePosition.Look> looks,
      Map<String, FilePosition> known)
      throws IOException {
    List<String> names = new ArrayList<>(files.keySet());
    List<String> knownNames = new ArrayList<>(known.keySet());
    if (names.size() < knownNames.size()
        || !names.subList(0, knownNames.size()).equals(knownNames)) {
      return false;
    }
    for (FilePosition position : known.values()) {
      FilePosition.Look look = looks.get(position.name());
      Path file = files.get(position.name());
      if (look == null
          || file == null
          || !(position.isAsIn(look) || position.isContinuedBy(file, look))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a file has more that is to count as earlier than what was read of another. */
  private boolean hasMoreBetween(
      Map<String, FilePosition.Look> looks, Map<String, FilePosition> known) {
    if (resource.keyFields().isEmpty()) {
      return false;
    }
    boolean hasMore = false;
    for (FilePosition position : known.values()) {
      if (hasMore && position.position() > 0) {
        return true;
      }
      FilePosition.Look look = Objects.requireNonNull(looks.get(position.name()));
      hasMore |= position.mayHaveMore(look, resource.quietMillis());
    }
    return false;
  }

  private void reportLag(Map<String, FilePosition> known) {
    long bytes = known.values().stream().mapToLong(each -> each.size() - each.position()).sum();
    if (bytes != reportedLag) {
      reportedLag = bytes;
      callbacks().report(new SourceStatus.Lag(bytes, "bytes", Optional.empty()));
    }
  }
}
