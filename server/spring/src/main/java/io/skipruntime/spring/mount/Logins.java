package io.skipruntime.spring.mount;

import io.skipruntime.server.host.EventLoop;
import io.skipruntime.server.host.Login;
import io.skipruntime.spring.service.Proof;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The logins of those who follow streams. All proofs of them are checked every so often, equal ones
 * once, by one thread, which may wait for a database of users; that a check fails proves nothing
 * against a user. Thread-safe.
 */
final class Logins implements AutoCloseable {

  private static final Logger LOGGER = System.getLogger(Logins.class.getName());

  private final ProofSource source;
  private final long againMillis;
  private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
  private @Nullable ScheduledExecutorService thread;

  /** The proofs of a user that the application has, apart from those of the request. */
  @FunctionalInterface
  interface ProofSource {

    /** The proofs of a user, which are found without blocking. */
    List<Proof> of(java.security.Principal user);
  }

  /**
   * Logins whose proofs are checked again after so many milliseconds.
   *
   * @param againMillis at least 1
   */
  Logins(ProofSource source, long againMillis) {
    this.source = source;
    this.againMillis = againMillis;
  }

  /**
   * The login of a user.
   *
   * @param ofRequest the proofs that came with the request
   */
  Login of(java.security.Principal user, List<Proof> ofRequest) {
    List<Proof> proofs = new ArrayList<>(ofRequest);
    proofs.addAll(source.of(user));
    return proofs.isEmpty() ? Login.LASTING : new ProvedLogin(this, List.copyOf(proofs));
  }

  /**
   * A login that holds as long as all of its proofs do.
   *
   * @param logins those that it is watched with
   */
  private record ProvedLogin(Logins logins, List<Proof> proofs) implements Login {

    @Override
    public boolean holds() {
      return proofs.stream().allMatch(Logins::holds);
    }

    @Override
    public EventLoop.Timer whenOver(EventLoop loop, Runnable step) {
      return logins.watch(new Watched(proofs, loop, step));
    }
  }

  /** A login that a stream depends on; equal to itself only. */
  private static final class Watched {

    private final List<Proof> proofs;
    private final EventLoop loop;
    private final Runnable step;

    Watched(List<Proof> proofs, EventLoop loop, Runnable step) {
      this.proofs = proofs;
      this.loop = loop;
      this.step = step;
    }
  }

  private EventLoop.Timer watch(Watched login) {
    watched.add(login);
    start();
    return () -> watched.remove(login);
  }

  private synchronized void start() {
    if (thread == null) {
      thread =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().name("skip-logins").daemon().factory());
      var unused =
          thread.scheduleWithFixedDelay(
              this::checkAll, againMillis, againMillis, TimeUnit.MILLISECONDS);
    }
  }

  private void checkAll() {
    Map<Proof, Boolean> asked = new HashMap<>();
    List<Watched> over =
        watched.stream()
            .filter(each ->
                !each.proofs.stream()
                    .allMatch(proof -> asked.computeIfAbsent(proof, Logins::holds)))
            .toList();
    over.stream().filter(watched::remove).forEach(Logins::tell);
  }

  private static boolean holds(Proof proof) {
    try {
      return proof.holds();
    } catch (RuntimeException e) {
      LOGGER.log(Level.WARNING, "a login cannot be checked: {0}", e.getMessage());
      return true;
    }
  }

  private static void tell(Watched login) {
    try {
      login.loop.execute(login.step);
    } catch (RejectedExecutionException e) {
      LOGGER.log(Level.TRACE, "the protocol has ended", e);
    }
  }

  /** Checks nothing more. */
  @Override
  public synchronized void close() {
    if (thread != null) {
      thread.shutdownNow();
    }
  }
}
