package io.skipruntime.journal;

import io.skipruntime.engine.spi.JournalContext;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.stream.Stream;

/**
 * The identity of a program: the contents of its class path, and the number of the engine's
 * semantics. Two programs with one identity compute the same, so that one may carry out the records
 * of the other. A build that is not reproducible has another identity each time, which costs its
 * streams a new beginning after a crash and never makes data wrong.
 */
public final class ProgramIdentity {

  private ProgramIdentity() {}

  /**
   * The identity of the program that a class belongs to.
   *
   * @param version the author's word for it, if there is one
   * @throws IOException if an entry of the class path cannot be read
   */
  public static String of(Class<?> service, Optional<String> version) throws IOException {
    if (version.isPresent()) {
      return "version " + version.get() + ", semantics " + JournalContext.ENGINE_SEMANTICS;
    }
    MessageDigest digest = sha256();
    digest.update(service.getName().getBytes(StandardCharsets.UTF_8));
    digest.update((byte) JournalContext.ENGINE_SEMANTICS);
    for (Path entry : classPath(service)) {
      if (Files.isDirectory(entry)) {
        addDirectory(entry, digest);
      } else if (Files.isRegularFile(entry)) {
        add(entry.getFileName().toString(), entry, digest);
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static Set<Path> classPath(Class<?> service) {
    Set<Path> entries = new LinkedHashSet<>();
    CodeSource source = service.getProtectionDomain().getCodeSource();
    if (source != null && "file".equals(source.getLocation().getProtocol())) {
      entries.add(Path.of(source.getLocation().getPath()));
    }
    StringTokenizer classPath =
        new StringTokenizer(System.getProperty("java.class.path", ""), File.pathSeparator);
    while (classPath.hasMoreTokens()) {
      entries.add(Path.of(classPath.nextToken()));
    }
    return entries;
  }

  private static void addDirectory(Path directory, MessageDigest digest) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      add(directory.relativize(file).toString(), file, digest);
    }
  }

  private static void add(String name, Path file, MessageDigest digest) throws IOException {
    digest.update(name.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
  }
}
