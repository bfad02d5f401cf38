package io.skipruntime.server.reload;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The directories that a compiler writes classes to. */
record ClassDirectories(List<Path> paths) {

  /** When a file was written last, and its length: what tells that it may have changed. */
  record Stamp(long modifiedMillis, long length) {}

  /** The directories of this process's class path; jars do not change while they are in use. */
  static ClassDirectories ofClassPath() {
    return new ClassDirectories(
        Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator))
            .filter(each -> !each.isEmpty())
            .map(Path::of)
            .filter(Files::isDirectory)
            .toList());
  }

  /** The stamps of all class files. */
  Map<Path, Stamp> stamps() {
    Map<Path, Stamp> stamps = new HashMap<>();
    for (Path file : files()) {
      try {
        stamps.put(file, new Stamp(Files.getLastModifiedTime(file).toMillis(), Files.size(file)));
      } catch (NoSuchFileException e) {
        stamps.remove(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return stamps;
  }

  /** All classes by name; of a name that is in several directories the first. */
  Map<String, ClassFile> read() {
    Map<String, ClassFile> classes = new HashMap<>();
    for (Path file : files()) {
      try {
        ClassFile read = new ClassFile(Files.readAllBytes(file));
        classes.putIfAbsent(read.name(), read);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file, e);
      }
    }
    return classes;
  }

  private List<Path> files() {
    return paths.stream().flatMap(ClassDirectories::filesBelow).toList();
  }

  private static Stream<Path> filesBelow(Path directory) {
    if (!Files.isDirectory(directory)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(ClassDirectories::isClass).toList().stream();
    } catch (IOException | UncheckedIOException e) {
      return Stream.empty();
    }
  }

  private static boolean isClass(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".class")
        && !name.equals("module-info.class")
        && !name.equals("package-info.class");
  }
}
