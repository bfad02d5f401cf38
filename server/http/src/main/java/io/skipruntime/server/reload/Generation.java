package io.skipruntime.server.reload;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * All watched classes as they were compiled at one time, each with the loader that has it.
 *
 * <p>The next generation has a loader of its own for the classes that changed and for those that
 * refer to them, directly or not; all others stay with the loader they have. So a class that can
 * only do what it did before is the same class, its records are equal to those made before, and
 * what the engine knows by it is kept; and a class never meets two classes of one name.
 *
 * <ul>
 *   <li>If a class has a loader of this generation, so has every class that refers to it. A class
 *       that is nested in another counts as referred to by that one, and classes that call private
 *       instance methods of each other as referring to each other.
 *   <li>Classes see each other by public access ({@link OpenedAccess}).
 *   <li>A lambda belongs to the class it is written in.
 * </ul>
 */
final class Generation {

  private final Map<String, ClassFile> files;
  private final Map<String, WatchedLoader> loaders = new HashMap<>();
  private final Set<String> nestsKept = new HashSet<>();
  private final Set<String> changed = new TreeSet<>();

  private Generation(Map<String, ClassFile> files) {
    this.files = files;
    findNestsToKeep();
  }

  /** The first one. */
  static Generation first(Map<String, ClassFile> files, List<Path> directories) {
    Generation generation = new Generation(files);
    generation.changed.addAll(files.keySet());
    generation.load(files.keySet(), directories);
    return generation;
  }

  /** The one that follows when the classes are {@code next}. */
  Generation next(Map<String, ClassFile> next, List<Path> directories) {
    Generation generation = new Generation(next);
    Set<String> different = new TreeSet<>();
    files.keySet().stream().filter(name -> !next.containsKey(name)).forEach(different::add);
    next.forEach((name, file) -> {
      ClassFile before = files.get(name);
      if (before == null || !Arrays.equals(before.code(), file.code())) {
        different.add(name);
      }
    });
    generation.changed.addAll(different);
    Set<String> affected = generation.thatReach(different);
    for (String name : next.keySet()) {
      WatchedLoader loader = loaders.get(name);
      if (loader != null && !affected.contains(name)) {
        generation.loaders.put(name, loader);
      }
    }
    generation.load(affected, directories);
    return generation;
  }

  private void load(Set<String> names, List<Path> directories) {
    Map<String, byte[]> code = new HashMap<>();
    for (String name : names) {
      ClassFile file = files.get(name);
      if (file != null) {
        code.put(name, OpenedAccess.of(file.code(), nestsKept.contains(file.nestHost())));
      }
    }
    WatchedLoader loader = new WatchedLoader(code, Map.copyOf(loaders), directories);
    code.keySet().forEach(name -> loaders.put(name, loader));
  }

  /** The given classes and all that refer to them, directly or not. */
  private Set<String> thatReach(Set<String> targets) {
    Map<String, Set<String>> referring = new HashMap<>();
    files
        .values()
        .forEach(file -> {
          file.references().forEach(each -> referringTo(referring, each).add(file.name()));
          if (nestsKept.contains(file.nestHost())) {
            referringTo(referring, file.name()).add(file.nestHost());
            referringTo(referring, file.nestHost()).add(file.name());
          }
        });
    Set<String> reaching = new HashSet<>();
    ArrayDeque<String> toVisit = new ArrayDeque<>(targets);
    for (String name = toVisit.poll(); name != null; name = toVisit.poll()) {
      if (reaching.add(name)) {
        toVisit.addAll(referring.getOrDefault(name, Set.of()));
      }
    }
    return reaching;
  }

  private static Set<String> referringTo(Map<String, Set<String>> referring, String name) {
    return referring.computeIfAbsent(name, first -> new HashSet<>());
  }

  /** Finds the nests in which a class calls a private instance method of another. */
  private void findNestsToKeep() {
    Map<String, ClassFile> owners = new HashMap<>();
    files.values().forEach(file -> file.privateMethods().forEach(each -> owners.put(each, file)));
    for (ClassFile file : files.values()) {
      for (String call : file.calls()) {
        ClassFile owner = owners.get(call);
        if (owner != null && owner != file) {
          nestsKept.add(owner.nestHost());
        }
      }
    }
  }

  /** The classes whose code is another than in the generation before, in order. */
  Set<String> changed() {
    return changed;
  }

  /** Whether there is a class of that name. */
  boolean has(String name) {
    return files.containsKey(name);
  }

  /**
   * A class of this generation.
   *
   * @throws ClassNotFoundException if there is none
   */
  Class<?> load(String name) throws ClassNotFoundException {
    WatchedLoader loader = loaders.get(name);
    if (loader == null) {
      throw new ClassNotFoundException(name);
    }
    return loader.loadClass(name);
  }
}
