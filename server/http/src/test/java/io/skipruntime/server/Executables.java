package io.skipruntime.server;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of this machine. */
public final class Executables {

  private Executables() {}

  /** The first of some names that there is a program of. */
  public static Optional<Path> find(String... names) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(names)
        .flatMap(name -> directories(path).map(directory -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Stream<String> directories(String path) {
    return Stream.concat(
        List.of(path.split(File.pathSeparator, -1)).stream(),
        Stream.of("/usr/sbin", "/usr/local/sbin", "/usr/bin"));
  }
}
