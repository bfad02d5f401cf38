package io.skipruntime.server.reload;

import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.engine.ReloadSummary;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.FailureText;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A watcher that reloads a running service when its classes are compiled again, for development.
 *
 * <p>It looks at the class files twice a second. When they have changed and then stayed the same
 * for that time, it loads what changed ({@code Generation}) and lets the instance reload; what it
 * did, or why it did not, it says in one line. If that fails, the code that runs goes on, and the
 * next change is compared with that. Classes of jars are not watched.
 *
 * <p>The service needs a constructor without parameters, and everything that is to change must be
 * reached from its class. Thread-safe.
 */
public final class ServiceWatcher implements AutoCloseable {

  private static final long PERIOD_MILLIS = 250;
  private static final long PATIENCE_MILLIS = 10_000;
  private static final int MOST_NAMED = 5;

  private final String serviceClass;
  private final ClassDirectories directories;
  private final Consumer<String> report;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("skip-watch").unstarted(task));
  private Map<Path, ClassDirectories.Stamp> seen;
  private Map<Path, ClassDirectories.Stamp> settled;
  private Generation running;
  private long missingMillis;
  private @Nullable Future<?> watching;

  private ServiceWatcher(
      String serviceClass, ClassDirectories directories, Consumer<String> report) {
    this.serviceClass = serviceClass;
    this.directories = directories;
    this.report = report;
    this.seen = directories.stamps();
    this.settled = seen;
    this.running = Generation.first(directories.read(), directories.paths());
  }

  /**
   * Loads a service from the directories of the class path, to be watched from {@link #start} on.
   *
   * @param serviceClass name of the service's class
   * @param report takes the lines that say what was reloaded
   * @throws SkipException if the class is not in a directory of the class path
   */
  public static ServiceWatcher ofClassPath(String serviceClass, Consumer<String> report) {
    return of(serviceClass, ClassDirectories.ofClassPath(), report);
  }

  /**
   * As {@link #ofClassPath}, with directories that need not be in the class path.
   *
   * @param directories hold class files, in the directories of their packages
   */
  public static ServiceWatcher of(
      String serviceClass, List<Path> directories, Consumer<String> report) {
    return of(serviceClass, new ClassDirectories(List.copyOf(directories)), report);
  }

  private static ServiceWatcher of(
      String serviceClass, ClassDirectories directories, Consumer<String> report) {
    ServiceWatcher watcher = new ServiceWatcher(serviceClass, directories, report);
    if (!watcher.running.has(serviceClass)) {
      watcher.close();
      throw new SkipException(
          serviceClass
              + " cannot be watched: it is in none of the directories "
              + directories.paths()
              + "; put the directory that it is compiled to in the class path, not a jar");
    }
    return watcher;
  }

  /**
   * A new object of the service's class as it is loaded now.
   *
   * @throws SkipException if it has no constructor without parameters, or that fails
   */
  public synchronized SkipService<?, ?> service() {
    return service(running);
  }

  private SkipService<?, ?> service(Generation generation) {
    try {
      Constructor<?> constructor = generation.load(serviceClass).getDeclaredConstructor();
      constructor.setAccessible(true);
      return (SkipService<?, ?>) constructor.newInstance();
    } catch (InvocationTargetException e) {
      throw new SkipException("the constructor of " + serviceClass + " failed: " + e.getCause(), e);
    } catch (NoSuchMethodException e) {
      throw new SkipException(
          serviceClass + " cannot be watched: it needs a constructor without parameters", e);
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new SkipException("cannot make a " + serviceClass, e);
    }
  }

  /** Watches from now on, until {@link #close}. */
  public synchronized void start(ServiceInstance instance) {
    watching =
        timer.scheduleWithFixedDelay(
            () -> look(instance), PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private synchronized void look(ServiceInstance instance) {
    try {
      Map<Path, ClassDirectories.Stamp> now = directories.stamps();
      boolean quiet = now.equals(seen);
      seen = now;
      if (quiet && !now.equals(settled)) {
        reload(now, instance);
      }
    } catch (RuntimeException | LinkageError e) {
      report.accept("not reloaded, the code from before goes on: " + messageOf(e));
    }
  }

  private void reload(Map<Path, ClassDirectories.Stamp> now, ServiceInstance instance) {
    Map<String, ClassFile> files = read(now);
    if (!files.containsKey(serviceClass)) {
      waitForService();
      return;
    }
    missingMillis = 0;
    settled = now;
    Generation next = running.next(files, directories.paths());
    if (next.changed().isEmpty()) {
      return;
    }
    ReloadSummary summary = instance.reload(service(next));
    running = next;
    report.accept(describe(next.changed(), summary));
  }

  /** The classes; if they cannot be read, they are settled all the same until they change. */
  private Map<String, ClassFile> read(Map<Path, ClassDirectories.Stamp> now) {
    try {
      return directories.read();
    } catch (RuntimeException e) {
      settled = now;
      throw e;
    }
  }

  /** A compiler may delete all classes before it writes them: that is not a change yet. */
  private void waitForService() {
    boolean waited = missingMillis >= PATIENCE_MILLIS;
    missingMillis += PERIOD_MILLIS;
    if (!waited && missingMillis >= PATIENCE_MILLIS) {
      report.accept(
          "not reloaded, the code from before goes on: "
              + serviceClass
              + " has not been compiled for "
              + PATIENCE_MILLIS / 1000
              + " s; reloading when it has");
    }
  }

  private static String describe(Set<String> changed, ReloadSummary summary) {
    String line =
        "reloaded: "
            + changed.size()
            + (changed.size() == 1 ? " class" : " classes")
            + " changed ("
            + names(changed.stream().map(ServiceWatcher::simpleName).toList())
            + "); "
            + summary.kept().size()
            + " collections kept, "
            + summary.computed().size()
            + " computed anew";
    line += summary.computed().isEmpty() ? "" : " (" + names(summary.computed()) + ")";
    return line
        + (summary.ended() == 0 ? "" : "; " + summary.ended() + " resource instances ended")
        + inputs(
            summary.setAside(),
            "; input %s is gone: its data (%d keys) is kept until the name is back or the process"
                + " ends")
        + inputs(summary.restored(), "; input %s is back with its data (%d keys)");
  }

  /** What is said of inputs by name, each with the number of its keys. */
  private static String inputs(Map<String, Integer> inputs, String format) {
    return new TreeMap<>(inputs)
        .entrySet().stream()
            .map(each -> format.formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining());
  }

  private static String names(List<String> names) {
    String some = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    return names.size() > MOST_NAMED ? some + ", …" : some;
  }

  private static String simpleName(String className) {
    return className.substring(
        Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')) + 1);
  }

  private static String messageOf(Throwable failure) {
    if (failure instanceof SkipException) {
      return String.valueOf(failure.getMessage()).replace('\n', ' ');
    }
    return FailureText.of(failure.toString()).replace('\n', ' ');
  }

  /** Stops watching. */
  @Override
  public synchronized void close() {
    Future<?> turns = watching;
    if (turns != null) {
      turns.cancel(false);
    }
    timer.shutdown();
  }
}
