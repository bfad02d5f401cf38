package io.skipruntime.workers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The files of its author's that a program consists of. Thread-safe. */
final class ProgramFiles {

  /** A version of a file, as the file system tells. */
  record Stamp(long modified, long size) {}

  private static final Stamp NONE = new Stamp(0, -1);

  private final Set<Path> files = ConcurrentHashMap.newKeySet();

  void add(Path file) {
    files.add(file);
  }

  /** What versions of the files there are now. */
  Map<Path, Stamp> stamps() {
    Map<Path, Stamp> stamps = new HashMap<>();
    files.forEach(file -> stamps.put(file, stamp(file)));
    return stamps;
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
