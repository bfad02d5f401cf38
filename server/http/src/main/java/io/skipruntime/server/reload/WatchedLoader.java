package io.skipruntime.server.reload;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loads the classes that are new in one {@link Generation}. Those that are older come from their
 * own loaders, and all that is not watched from the loader of the framework.
 */
final class WatchedLoader extends ClassLoader {

  static {
    registerAsParallelCapable();
  }

  private final Map<String, byte[]> code;
  private final Map<String, WatchedLoader> older;
  private final List<Path> directories;

  WatchedLoader(
      Map<String, byte[]> code, Map<String, WatchedLoader> older, List<Path> directories) {
    super("watched", WatchedLoader.class.getClassLoader());
    this.code = code;
    this.older = older;
    this.directories = directories;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    WatchedLoader owner = older.get(name);
    if (owner != null) {
      return owner.loadClass(name, resolve);
    }
    byte[] bytes = code.get(name);
    if (bytes == null) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : defineClass(name, bytes, 0, bytes.length);
    }
  }

  @Override
  protected @Nullable URL findResource(String name) {
    for (Path directory : directories) {
      Path file = directory.resolve(name);
      if (Files.isRegularFile(file)) {
        try {
          return file.toUri().toURL();
        } catch (MalformedURLException e) {
          throw new IllegalArgumentException("no address for " + file, e);
        }
      }
    }
    return null;
  }

  @Override
  protected Enumeration<URL> findResources(String name) throws IOException {
    URL found = findResource(name);
    return found == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(found));
  }
}
