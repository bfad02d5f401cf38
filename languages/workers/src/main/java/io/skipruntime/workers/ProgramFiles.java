package io.skipruntime.workers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files of its author's that a program consists of, and the version of each that was loaded
 * last. Thread-safe.
 */
final class ProgramFiles {

  /** A version of a file, as the file system tells. */
  record Stamp(long modified, long size) {}

  private static final Stamp NONE = new Stamp(0, -1);

  private final Map<Path, Stamp> loaded = new ConcurrentHashMap<>();

  /** Notes that a file has just been loaded. */
  void add(Path file) {
    loaded.put(file, stamp(file));
  }

  /** What versions of the files there are now. */
  Map<Path, Stamp> stamps() {
    Map<Path, Stamp> stamps = new HashMap<>();
    loaded.keySet().forEach(file -> stamps.put(file, stamp(file)));
    return stamps;
  }

  /** Whether any of the versions is not the one that was loaded. */
  boolean differFrom(Map<Path, Stamp> stamps) {
    return stamps.entrySet().stream()
        .anyMatch(each -> !each.getValue().equals(loaded.get(each.getKey())));
  }

  private static Stamp stamp(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(attributes.lastModifiedTime().toMillis(), attributes.size());
    } catch (IOException gone) {
      return NONE;
    }
  }
}
