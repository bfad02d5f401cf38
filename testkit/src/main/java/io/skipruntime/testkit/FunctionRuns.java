package io.skipruntime.testkit;

import io.skipruntime.testkit.contents.EntryDifference;
import io.skipruntime.testkit.contents.EntryText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The runs of a service's functions, with their keys, in the order in which they happened.
 * Immutable.
 *
 * <p>A function is named by its node, as errors name it ({@code groups.map(ActiveMembers)}), or in
 * short by its class ({@code ActiveMembers}), which then means all nodes whose last step it is. A
 * resource is named by its name, and its key is its parameters; a reducer runs for a key whose
 * values change, unless none are left.
 */
public final class FunctionRuns {

  private static final Pattern LAST_STEP = Pattern.compile("(?:^|\\.)\\w+\\(([^()]*)\\)$");
  private static final String RESOURCE = "resource ";

  /**
   * One run of a function.
   *
   * @param node the node it belongs to, as errors name it
   * @param key the key it ran for; of a resource, its parameters
   */
  public record Run(String node, Object key) {

    /** Whether the function has the given name, in full or in short. */
    public boolean isOf(String function) {
      if (node.equals(function) || node.equals(RESOURCE + function)) {
        return true;
      }
      Matcher last = LAST_STEP.matcher(node);
      return last.find() && List.of(last.group(1).split(", ")).contains(function);
    }

    @Override
    public String toString() {
      return node + " for " + EntryText.of(key);
    }
  }

  private final List<Run> runs;

  FunctionRuns(List<Run> runs) {
    this.runs = List.copyOf(runs);
  }

  /** All runs, in order. */
  public List<Run> all() {
    return runs;
  }

  /**
   * Asserts that a function ran for exactly the given keys, once each, in whatever order.
   *
   * @param keys of the type of the function's keys, or {@code Json}
   */
  public FunctionRuns assertRan(String function, Object... keys) {
    List<Object> unexpected = new ArrayList<>();
    runs.stream().filter(run -> run.isOf(function)).forEach(run -> unexpected.add(run.key()));
    List<Object> missing = new ArrayList<>();
    for (Object key : keys) {
      if (!removeFirst(unexpected, found -> EntryDifference.isSame(key, found))) {
        missing.add(key);
      }
    }
    if (!missing.isEmpty() || !unexpected.isEmpty()) {
      throw new AssertionError(
          function
              + " should have run for "
              + EntryText.of(List.of(keys))
              + (missing.isEmpty() ? "" : "\n  it did not run for " + texts(missing))
              + (unexpected.isEmpty() ? "" : "\n  it also ran for " + texts(unexpected))
              + "\n"
              + this);
    }
    return this;
  }

  private static boolean removeFirst(List<Object> keys, Predicate<Object> isWanted) {
    for (int i = 0; i < keys.size(); i++) {
      if (isWanted.test(keys.get(i))) {
        keys.remove(i);
        return true;
      }
    }
    return false;
  }

  /** Asserts that none but the given functions ran; each of them may have, or not. */
  public FunctionRuns assertNoneBut(String... functions) {
    List<Run> others =
        runs.stream().filter(run -> List.of(functions).stream().noneMatch(run::isOf)).toList();
    if (!others.isEmpty()) {
      throw new AssertionError(
          (functions.length == 0
                  ? "no function should have run"
                  : "no function but " + String.join(", ", functions) + " should have run")
              + "\n"
              + this);
    }
    return this;
  }

  /** Asserts that no function ran. */
  public FunctionRuns assertNone() {
    return assertNoneBut();
  }

  private static String texts(List<Object> keys) {
    return keys.stream().map(EntryText::of).collect(Collectors.joining(", "));
  }

  /** One run a line. */
  @Override
  public String toString() {
    return runs.isEmpty()
        ? "nothing ran"
        : runs.stream().map(run -> "\n  " + run).collect(Collectors.joining("", "what ran:", ""));
  }
}
