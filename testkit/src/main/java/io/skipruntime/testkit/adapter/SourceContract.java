package io.skipruntime.testkit.adapter;

import io.skipruntime.SkipException;
import io.skipruntime.SourceStatus;
import io.skipruntime.SourceStatus.State;
import io.skipruntime.engine.EngineOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract of a source, as tests that each adapter passes with the real system it is for. A
 * test class extends this class and opens a {@link TestedSource}.
 *
 * <ul>
 *   <li>What the system has when a service first asks is there with the first answer; a source
 *       without entries is live, too.
 *   <li>Changes and deletions arrive, and no key goes back to an earlier state.
 *   <li>A system that is away leaves the data as it was, stale and with a reason, and the source
 *       goes on by itself; one that is away at the start is waited for.
 *   <li>After a restart with persistence nothing is missing, and nothing is there that is gone; a
 *       source that resumes does not read all again.
 *   <li>Contents that are replaced replace those before.
 *   <li>A key whose value cannot be used is gone and listed; others go on, and it comes back.
 *   <li>Services do not disturb each other, and nothing is left when an adapter is shut down.
 * </ul>
 *
 * <p>The system property {@code skip.adapter.rounds} lengthens the random test, and {@code
 * skip.seed} repeats one.
 */
public abstract non-sealed class SourceContract extends AdapterContract<TestedSource> {

  private static final int ROUNDS = Integer.getInteger("skip.adapter.rounds", 3);
  private static final int ROUNDS_PER_OUTAGE = 3;
  private static final int KEYS = 6;
  private static final long HASTY_MILLIS = 500;

  private final List<FollowingService> started = new ArrayList<>();

  @TempDir private Path directory = Path.of("");

  @AfterEach
  final void closeAll() {
    for (FollowingService each : started) {
      each.close();
    }
  }

  private FollowingService start(TestedSource source, EngineOptions options) throws Exception {
    FollowingService service = FollowingService.start(source, options);
    started.add(service);
    return service;
  }

  private FollowingService start(TestedSource source) throws Exception {
    return start(source, EngineOptions.defaults());
  }

  private void stop(FollowingService service) {
    started.remove(service);
    service.close();
  }

  @Test
  void contents_areThere_whenTheyAreFirstAskedFor() throws Exception {
    TestedSource source = openWith();
    source.put("a", 1);
    source.put("b", 2);
    source.put("b", 3);
    FollowingService service = start(source);
    Assertions.assertEquals(Map.of("a", 1L, "b", 3L), service.contents());
    service.becomes(State.LIVE);
  }

  @Test
  void sourceWithoutEntries_isLive() throws Exception {
    TestedSource source = openWith();
    FollowingService service = start(source);
    Assertions.assertEquals(Map.of(), service.contents());
    service.becomes(State.LIVE);
    source.put("a", 1);
    service.becomes(Map.of("a", 1L));
  }

  @Test
  void changesAndDeletions_arrive() throws Exception {
    TestedSource source = openWith();
    source.put("a", 1);
    FollowingService service = start(source);
    service.becomes(Map.of("a", 1L));
    source.put("b", 2);
    service.becomes(Map.of("a", 1L, "b", 2L));
    source.put("a", 3);
    service.becomes(Map.of("a", 3L, "b", 2L));
    source.delete("a");
    service.becomes(Map.of("b", 2L));
    source.put("a", 4);
    source.delete("b");
    service.becomes(Map.of("a", 4L));
  }

  @Test
  void key_neverGoesBack() throws Exception {
    TestedSource source = openWith();
    source.put("a", 0);
    FollowingService service = start(source);
    long last = Objects.requireNonNull(service.contents().get("a"));
    for (long number = 1; number <= 40; number++) {
      source.put("a", number);
      long seen = Objects.requireNonNull(service.contents().get("a"));
      Assertions.assertTrue(seen >= last && seen <= number, seen + " after " + last);
      last = seen;
    }
    service.becomes(Map.of("a", 40L));
  }

  @Test
  void services_doNotDisturbEachOther() throws Exception {
    TestedSource source = openWith();
    source.put("a", 1);
    FollowingService one = start(source);
    FollowingService other = start(source);
    one.becomes(Map.of("a", 1L));
    other.becomes(Map.of("a", 1L));
    stop(one);
    source.put("b", 2);
    other.becomes(Map.of("a", 1L, "b", 2L));
  }

  @Test
  void systemThatIsAway_leavesTheDataStale_andTheSourceGoesOn() throws Exception {
    TestedSource source = openWith(Ability.OUTAGE);
    source.put("a", 1);
    source.put("b", 2);
    FollowingService service = start(source);
    service.becomes(Map.of("a", 1L, "b", 2L));
    interrupt(source);
    service.becomes(State.STALE);
    SourceStatus status = service.status().orElseThrow();
    Assertions.assertTrue(status.reason().isPresent(), status.toString());
    Assertions.assertEquals(Map.of("a", 1L, "b", 2L), service.contents());
    restore(source);
    service.becomes(State.LIVE);
    source.put("a", 3);
    source.delete("b");
    service.becomes(Map.of("a", 3L));
  }

  @Test
  void systemThatIsAwayAtTheStart_isWaitedFor() throws Exception {
    TestedSource source = openWith(Ability.OUTAGE);
    source.put("a", 1);
    interrupt(source);
    FollowingService service =
        start(source, EngineOptions.defaults().withSourceTimeoutMillis(HASTY_MILLIS));
    Assertions.assertThrows(SkipException.class, service::contents);
    Waiting.until(
        () -> service.status().flatMap(SourceStatus::reason).isPresent(),
        () -> "there is no reason: " + service.status());
    restore(source);
    Waiting.until(() -> hasContents(service, Map.of("a", 1L)), () -> service.status().toString());
  }

  private static boolean hasContents(FollowingService service, Map<String, Long> expected) {
    try {
      return service.contents().equals(expected);
    } catch (SkipException e) { // not yet
      return false;
    }
  }

  @Test
  void nothingIsMissing_afterARestart() throws Exception {
    TestedSource source = openWith();
    source.put("a", 1);
    source.put("b", 2);
    FollowingService before = start(source, Persistent.in(directory));
    before.becomes(Map.of("a", 1L, "b", 2L));
    stop(before);
    source.put("a", 3);
    source.delete("b");
    source.put("c", 4);
    FollowingService after = start(source, Persistent.in(directory));
    after.becomes(Map.of("a", 3L, "c", 4L));
    after.becomes(State.LIVE);
    if (source.abilities().contains(Ability.RESUME)) {
      Assertions.assertEquals(0, after.replacements(), "all was read again");
    }
  }

  @Test
  void contentsThatAreReplaced_replaceThoseBefore() throws Exception {
    TestedSource source = openWith(Ability.REPLACE);
    source.put("a", 1);
    source.put("b", 2);
    FollowingService service = start(source, Persistent.in(directory));
    service.becomes(Map.of("a", 1L, "b", 2L));
    source.replace(Map.of("b", 3L, "c", 4L));
    service.becomes(Map.of("b", 3L, "c", 4L));
    stop(service);
    source.replace(Map.of("d", 5L));
    start(source, Persistent.in(directory)).becomes(Map.of("d", 5L));
  }

  @Test
  void keyWhoseValueCannotBeUsed_isGoneAndListed_andOthersGoOn() throws Exception {
    TestedSource source = openWith(Ability.REFUSE);
    source.put("a", 1);
    source.put("b", 2);
    FollowingService service = start(source);
    service.becomes(Map.of("a", 1L, "b", 2L));
    source.putUnusable("a");
    source.put("b", 3);
    service.becomes(Map.of("b", 3L));
    rejects(service, 1);
    source.put("a", 4);
    service.becomes(Map.of("a", 4L, "b", 3L));
    rejects(service, 0);
  }

  /** Waits until so many keys are listed, which may be told after the contents. */
  private static void rejects(FollowingService service, long count) throws Exception {
    Waiting.until(
        () -> service.status().filter(each -> each.rejected().count() == count).isPresent(),
        () -> "expected %d rejected keys: %s".formatted(count, service.status()));
  }

  @Test
  void nothingIsLeft_whenTheAdapterIsShutDown() throws Exception {
    TestedSource source = openWith();
    source.put("a", 1);
    Set<Thread> before = Waiting.threads();
    for (int i = 0; i < 3; i++) {
      FollowingService service = start(source);
      service.becomes(Map.of("a", 1L));
      stop(service);
    }
    Waiting.untilEnded(before, source::isOwn);
  }

  @Test
  void contentsAreThoseOfTheSource_whateverHappens() throws Exception {
    TestedSource source = openWith();
    long seed = Long.getLong("skip.seed", System.nanoTime());
    Random random = new Random(seed);
    Map<String, Long> expected = new TreeMap<>();
    boolean canFail = source.abilities().contains(Ability.OUTAGE);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        FollowingService service = start(source, Persistent.in(directory));
        change(source, expected, random);
        if (canFail && round % ROUNDS_PER_OUTAGE == 1) {
          interrupt(source);
          restore(source);
          change(source, expected, random);
        }
        if (random.nextBoolean()) {
          Waiting.until(
              () -> hasContents(service, expected),
              () -> "expected %s; %s".formatted(expected, service.status()));
        }
        stop(service);
        change(source, expected, random);
      }
      FollowingService last = start(source, Persistent.in(directory));
      Waiting.until(
          () -> hasContents(last, expected),
          () -> "expected %s; %s".formatted(expected, last.status()));
      last.becomes(State.LIVE);
      Assertions.assertEquals(expected, last.contents());
    } catch (AssertionError e) {
      throw new AssertionError("with -Dskip.seed=" + seed, e);
    }
  }

  private static void change(TestedSource source, Map<String, Long> expected, Random random)
      throws Exception {
    for (int write = 0; write < 10; write++) {
      String key = "k" + random.nextInt(KEYS);
      if (expected.containsKey(key) && random.nextInt(3) == 0) {
        source.delete(key);
        expected.remove(key);
      } else {
        long number = random.nextInt(1_000);
        source.put(key, number);
        expected.put(key, number);
      }
    }
  }
}
