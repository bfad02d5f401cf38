package io.skipruntime.style.project;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The files of the project, without those that git ignores, which are built, downloaded or local.
 *
 * <ul>
 *   <li>paths are relative to the root, with {@code /} between their parts
 *   <li>every key of {@code texts()} is one of {@code paths()}; the other paths are binary or large
 *       files
 *   <li>every source of {@code sources()} is one of the texts, parsed once
 * </ul>
 */
public final class Project {

  private static final long MAX_TEXT_BYTES = 1 << 20;

  private final Path root;
  private final NavigableSet<String> paths;
  private final NavigableMap<String, String> texts;
  private final List<JavaSource> sources;

  private Project(Path root, NavigableSet<String> paths, NavigableMap<String, String> texts) {
    this.root = root;
    this.paths = Collections.unmodifiableNavigableSet(paths);
    this.texts = Collections.unmodifiableNavigableMap(texts);
    SortedMap<String, String> parsed = new TreeMap<>(texts);
    parsed.keySet().removeIf(path -> !path.endsWith(".java"));
    this.sources = JavaSource.parsed(parsed);
  }

  /**
   * The project that the directory belongs to: the nearest one upwards with a POM that lists
   * modules.
   */
  public static Project enclosing(Path directory) throws IOException {
    for (Path at = directory.toAbsolutePath(); at != null; at = at.getParent()) {
      Path pom = at.resolve("pom.xml");
      if (Files.exists(pom) && !Pom.parse(Files.readString(pom)).modules().isEmpty()) {
        return read(at);
      }
    }
    throw new IllegalStateException("no pom.xml with modules in or above " + directory);
  }

  /** A project of the given texts, by path; what is compiled of it is looked for below the root. */
  public static Project of(Path root, Map<String, String> texts) {
    return new Project(root, new TreeSet<>(texts.keySet()), new TreeMap<>(texts));
  }

  private static Project read(Path root) throws IOException {
    List<PathMatcher> ignored = ignoredNames(root);
    NavigableSet<String> paths = new TreeSet<>();
    NavigableMap<String, String> texts = new TreeMap<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return !directory.equals(root) && isIgnored(directory)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String path = root.relativize(file).toString().replace('\\', '/');
            if (!isIgnored(file)) {
              paths.add(path);
              if (attributes.isRegularFile() && attributes.size() <= MAX_TEXT_BYTES) {
                text(file).ifPresent(text -> texts.put(path, text));
              }
            }
            return FileVisitResult.CONTINUE;
          }

          private boolean isIgnored(Path file) {
            return ignored.stream().anyMatch(pattern -> pattern.matches(file.getFileName()));
          }
        });
    return new Project(root, paths, texts);
  }

  /**
   * The names that the root's .gitignore has, a pattern a line, and git's own; paths are not
   * supported.
   */
  private static List<PathMatcher> ignoredNames(Path root) throws IOException {
    Path file = root.resolve(".gitignore");
    Stream<String> lines = Files.exists(file) ? Files.readAllLines(file).stream() : Stream.of();
    return Stream.concat(Stream.of(".git"), lines)
        .map(line -> line.strip().replaceFirst("/$", ""))
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .map(line -> root.getFileSystem().getPathMatcher("glob:" + line))
        .toList();
  }

  /** The file's content, if it is UTF-8 throughout. */
  private static Optional<String> text(Path file) {
    try {
      return Optional.of(
          UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The directory that all paths are relative to. */
  public Path root() {
    return root;
  }

  /** Every file. */
  public NavigableSet<String> paths() {
    return paths;
  }

  /** The content of every text file, by path. */
  public NavigableMap<String, String> texts() {
    return texts;
  }

  /** Every Java source. */
  public List<JavaSource> sources() {
    return sources;
  }

  /** The directories of the modules that the root POM lists, in its order. */
  public List<String> modules() {
    return pom("pom.xml").modules();
  }

  /** The POM at the path. */
  public Pom pom(String path) {
    String text = texts.get(path);
    if (text == null) {
      throw new IllegalArgumentException("no " + path);
    }
    return Pom.parse(text);
  }
}
