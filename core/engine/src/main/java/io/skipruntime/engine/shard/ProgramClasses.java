package io.skipruntime.engine.shard;

import io.skipruntime.engine.spi.JournalContext;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The classes that the functions of a service are made of: its own, those of its functions, and all
 * that these refer to whose packages begin with the same two names, such as {@code com.acme}. So it
 * does not matter in which jars they are, nor what else is on the class path.
 */
final class ProgramClasses {

  private static final String SKIP = "io.skipruntime.";

  /** What the names of Java's own classes begin with. */
  private static final List<String> PLATFORM = List.of("java.", "javax.", "jdk.", "sun.");

  private static final int BYTES = 8;
  private static final int MAGIC = 0xCAFEBABE;
  private static final Pattern NAMED = Pattern.compile("L([\\w$/]+)[;<]");

  private final ClassLoader loader;
  private final Set<String> prefixes = new HashSet<>();
  private final ArrayDeque<String> toRead = new ArrayDeque<>();
  private final Set<String> known = new HashSet<>();
  private final Map<String, byte[]> classes = new TreeMap<>();

  private ProgramClasses(ClassLoader loader) {
    this.loader = loader;
  }

  /**
   * The digest of a program: of the contents of its classes, and of what the engine makes of them.
   *
   * @param first the names of the service's class and of those of its functions
   */
  static String digest(ClassLoader loader, Collection<String> first) {
    ProgramClasses program = new ProgramClasses(loader);
    first.stream()
        .filter(name -> PLATFORM.stream().noneMatch(name::startsWith))
        .forEach(name -> program.prefixes.add(prefix(name)));
    program.prefixes.remove(SKIP);
    first.forEach(program::add);
    while (!program.toRead.isEmpty()) {
      program.read(program.toRead.removeFirst());
    }
    return program.digest();
  }

  /** The names that all classes of a program begin with, of which one is known. */
  private static String prefix(String name) {
    int names = name.startsWith(SKIP) ? 3 : 2;
    int end = -1;
    int dot = name.indexOf('.');
    while (dot >= 0 && names > 0) {
      end = dot;
      names--;
      dot = name.indexOf('.', dot + 1);
    }
    return name.substring(0, end + 1);
  }

  private void add(String name) {
    if (prefixes.contains(prefix(name)) && known.add(name)) {
      toRead.add(name);
    }
  }

  private void read(String name) {
    try (InputStream in = loader.getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in != null) {
        byte[] bytes = in.readAllBytes();
        classes.put(name, bytes);
        for (String each : namesIn(bytes)) {
          add(each);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the class " + name + " cannot be read", e);
    }
  }

  /** The names of classes in the constants of a class, and some that are none. */
  private static Set<String> namesIn(byte[] bytes) throws IOException {
    Set<String> names = new TreeSet<>();
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    if (in.readInt() != MAGIC) {
      throw new IOException("it is no class");
    }
    in.skipNBytes(4);
    int count = in.readUnsignedShort();
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> addNames(in.readUTF(), names);
        case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
        case 15 -> in.skipNBytes(3);
        case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
        case 5, 6 -> {
          in.skipNBytes(8);
          i++; // it takes two places
        }
        default -> throw new IOException("a constant of kind " + tag + " is not known");
      }
    }
    return names;
  }

  /** Adds what a text names: the text if it is the name of a class, and types in descriptors. */
  private static void addNames(String text, Set<String> names) {
    Matcher types = NAMED.matcher(text);
    while (types.find()) {
      names.add(types.group(1).replace('/', '.'));
    }
    if (text.indexOf('/') > 0 && text.indexOf(';') < 0) {
      names.add(text.replace('/', '.'));
    }
  }

  private String digest() {
    MessageDigest digest = sha256();
    digest.update((byte) JournalContext.ENGINE_SEMANTICS);
    classes.forEach((name, bytes) -> {
      digest.update((name + " " + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
      digest.update(bytes);
    });
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
