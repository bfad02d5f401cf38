package io.skipruntime.oracle;

import io.skipruntime.Entry;
import io.skipruntime.PastUnavailableException;
import io.skipruntime.SkipException;
import io.skipruntime.engine.Explanation;
import io.skipruntime.engine.Explanation.InputReason;
import io.skipruntime.engine.Inspector;
import io.skipruntime.engine.Provenance;
import io.skipruntime.engine.Provenance.Role;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Watermark;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.Json;
import io.skipruntime.testkit.comparison.Difference;
import io.skipruntime.testkit.comparison.Instance;
import io.skipruntime.testkit.comparison.Model;
import io.skipruntime.testkit.comparison.Prediction;
import io.skipruntime.testkit.comparison.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The check of what a service says why its entries have their values, against evaluation from
 * scratch of other states.
 *
 * <ul>
 *   <li>The values are those from scratch.
 *   <li>With the reported entries of inputs alone the values are the same, where no size or place
 *       was looked at; or one of the direct reasons, then or now, is another entry.
 *   <li>Without a reported entry of an input the values are others, or it is reported as redundant.
 *   <li>With another value for an entry that is not reported the values are the same, likewise.
 *   <li>When the service has gone on, the reasons at the version before are what they were.
 * </ul>
 */
final class WhyCheck {

  private static final int MOST_KEYS = 3;
  private static final int MOST_CHANGES = 4;
  private static final Inspector.Bounds ALL = new Inspector.Bounds(100_000, 100_000, 1_000);

  private final ServiceInstance service;
  private final Function<State, ServiceInstance> starting;
  private final Model model;
  private final State state;
  private final Random random = new Random(1);
  private int checked;

  /**
   * A check.
   *
   * @param service is in a state
   * @param starting starts the same service in another state
   * @param model evaluates states from scratch
   */
  WhyCheck(
      ServiceInstance service,
      Function<State, ServiceInstance> starting,
      Model model,
      State state) {
    this.service = service;
    this.starting = starting;
    this.model = model;
    this.state = state;
  }

  /** An entry of an instance, and what was said of it. */
  private record Subject(Instance instance, Object key, List<Object> values, Explanation why) {

    /** Whether a size or a place stands for all of a collection, or something was left out. */
    boolean standsForMore() {
      return !why.isComplete() || standsForMore(why.entry());
    }

    private static boolean standsForMore(Provenance entry) {
      return entry.causes().stream()
          .anyMatch(each ->
              each.role() == Role.WHOLE
                  || each.role() == Role.PLACE
                  || standsForMore(each.entry()));
    }

    boolean reports(String input, Object key) {
      return why.inputs().stream()
          .map(InputReason::entry)
          .anyMatch(each ->
              each.node().name().equals(input)
                  && CanonicalOrder.INSTANCE.compare(each.key(), key) == 0);
    }

    @Override
    public String toString() {
      return "why " + instance + " has " + values + " at " + key;
    }
  }

  /**
   * Checks some entries of each open instance.
   *
   * @return how many explanations were checked
   * @throws Difference if one is wrong
   */
  int check() {
    Prediction prediction = model.predict(state);
    List<Subject> subjects = new ArrayList<>();
    prediction
        .contents()
        .forEach((instance, contents) ->
            contents.entrySet().stream()
                .limit(MOST_KEYS)
                .forEach(
                    entry -> subjects.add(subject(instance, entry.getKey(), entry.getValue()))));
    for (Subject subject : subjects) {
      checkReportedAlone(subject);
      checkRemovals(subject);
      for (int i = 0; i < MOST_CHANGES; i++) {
        checkOther(subject);
      }
      checked++;
    }
    checkPast(subjects);
    return checked;
  }

  private Subject subject(Instance instance, Object key, List<Object> values) {
    Explanation why = explanation(service, instance, key, Optional.empty());
    Subject subject = new Subject(instance, key, values, why);
    if (!areSame(why.entry().values(), values)) {
      throw new Difference(subject + ": it says " + why.entry().values());
    }
    return subject;
  }

  private static Explanation explanation(
      ServiceInstance of, Instance instance, Object key, Optional<Watermark> at) {
    return of.inspector().why(instance.resource(), instance.params(), key, at, ALL);
  }

  private static boolean areSame(List<?> one, List<?> other) {
    return Json.from(List.copyOf(one)).toString().equals(Json.from(List.copyOf(other)).toString());
  }

  /** The values of a subject's key in another state; empty if something fails there. */
  private Optional<List<Object>> valuesIn(State other, Subject subject) {
    Prediction prediction = model.predict(other);
    return prediction.failureOf(subject.instance()).isPresent()
        ? Optional.empty()
        : Optional.of(
            prediction
                .contents()
                .getOrDefault(subject.instance(), Map.of())
                .getOrDefault(subject.key(), List.of()));
  }

  private void checkReportedAlone(Subject subject) {
    if (subject.standsForMore()) {
      return;
    }
    Map<String, Map<Object, List<Object>>> alone = new HashMap<>();
    state
        .inputs()
        .forEach((input, contents) -> {
          Map<Object, List<Object>> kept = new TreeMap<>(CanonicalOrder.INSTANCE);
          contents.forEach((key, values) -> {
            if (subject.reports(input, key)) {
              kept.put(key, values);
            }
          });
          alone.put(input, kept);
        });
    State other = state.withInputs(alone);
    Optional<List<Object>> values = valuesIn(other, subject);
    if (values.isEmpty() || areSame(values.get(), subject.values())) {
      return;
    }
    if (!isReported(other, subject)) {
      throw new Difference(
          subject
              + ": with the reported entries alone it is "
              + values.get()
              + "\n"
              + told(subject));
    }
  }

  private void checkRemovals(Subject subject) {
    for (InputReason reason : subject.why().inputs()) {
      Provenance entry = reason.entry();
      String input = entry.node().name();
      if (!entry.kind().equals("input") || entry.values().isEmpty()) {
        continue;
      }
      if (reason.isRedundant().isEmpty()) {
        continue; // a function fails without it
      }
      Optional<List<Object>> values = valuesIn(with(input, entry.key(), List.of()), subject);
      if (values.isPresent()
          && areSame(values.get(), subject.values()) != reason.isRedundant().get()) {
        throw new Difference(
            subject
                + ": without "
                + input
                + " "
                + entry.key()
                + " it is "
                + values.get()
                + ", but it says redundant: "
                + reason.isRedundant().get()
                + "\n"
                + told(subject));
      }
    }
  }

  private State with(String input, Object key, List<Object> values) {
    Map<String, Map<Object, List<Object>>> next = new HashMap<>(state.inputs());
    Map<Object, List<Object>> contents = new TreeMap<>(CanonicalOrder.INSTANCE);
    contents.putAll(next.getOrDefault(input, Map.of()));
    contents.remove(key);
    if (!values.isEmpty()) {
      contents.put(key, values);
    }
    next.put(input, contents);
    return state.withInputs(next);
  }

  /** Gives an entry that is not reported, or not there, another value, or takes it away. */
  private void checkOther(Subject subject) {
    Input input = Input.ALL.get(random.nextInt(Input.ALL.size()));
    Object key = input.key().of(random.nextInt(6));
    List<Object> others =
        random.nextInt(3) == 0 ? List.of() : List.of(input.value().of(random.nextInt(6)));
    if (subject.standsForMore() || subject.reports(input.collection(), key)) {
      return;
    }
    State other = with(input.collection(), key, others);
    Optional<List<Object>> values = valuesIn(other, subject);
    if (values.isEmpty() || areSame(values.get(), subject.values())) {
      return;
    }
    if (!isReported(other, subject)) {
      throw new Difference(
          subject
              + ": with "
              + input.collection()
              + " "
              + key
              + " = "
              + others
              + ", which is not reported, it is "
              + values.get()
              + "\n"
              + told(subject));
    }
  }

  /**
   * Whether the reasons in this state or in another, in which the values are others, have an entry
   * that is another one there.
   */
  private boolean isReported(State other, Subject subject) {
    try (ServiceInstance fresh = starting.apply(other)) {
      Explanation then = explanation(fresh, subject.instance(), subject.key(), Optional.empty());
      return new Subject(subject.instance(), subject.key(), List.of(), then).standsForMore()
          || hasCauseThatDiffers(subject.why().entry(), fresh)
          || hasCauseThatDiffers(then.entry(), service);
    } catch (SkipException e) {
      return true; // it fails there, as when an external source has no data any more
    }
  }

  /** Whether a direct cause is another entry in a service; lazy entries stand for theirs. */
  private static boolean hasCauseThatDiffers(Provenance entry, ServiceInstance there) {
    return entry.causes().stream()
        .map(Provenance.Cause::entry)
        .anyMatch(each ->
            each.kind().equals("lazy")
                ? each.isRepeated() || hasCauseThatDiffers(each, there)
                : differs(each, there));
  }

  private static boolean differs(Provenance entry, ServiceInstance there) {
    try {
      Explanation found =
          there
              .inspector()
              .whyOf(
                  entry.node().fingerprint(),
                  entry.key(),
                  Optional.empty(),
                  new Inspector.Bounds(0, 1, 0));
      return !areSame(found.entry().values(), entry.values());
    } catch (NoSuchElementException e) {
      return true; // there is no such collection there
    }
  }

  /** Lets a service in the same state go on, and asks it again. */
  private void checkPast(List<Subject> subjects) {
    try (ServiceInstance fresh = starting.apply(state)) {
      List<Explanation> before = new ArrayList<>();
      for (Subject each : subjects) {
        before.add(explanation(fresh, each.instance(), each.key(), Optional.empty()));
      }
      Watermark then = fresh.watermark();
      for (int i = 0; i < MOST_CHANGES; i++) {
        goOn(fresh);
      }
      for (int i = 0; i < subjects.size(); i++) {
        compare(subjects.get(i), before.get(i), fresh, then);
      }
    } catch (SkipException e) {
      requireExternal(e);
    }
  }

  private void requireExternal(SkipException failure) {
    if (model.predict(state).failure().isEmpty() && state.mirrored().isEmpty()) {
      throw new Difference("a service in the same state fails", failure);
    }
  }

  private void goOn(ServiceInstance fresh) {
    Input input = Input.ALL.get(random.nextInt(Input.ALL.size()));
    Object key = input.key().of(random.nextInt(6));
    List<Object> values =
        random.nextInt(3) == 0 ? List.of() : List.of(input.value().of(random.nextInt(6)));
    try {
      fresh.update(input.collection(), List.of(new Entry<>(key, values)));
    } catch (SkipException failing) {
      return; // a function fails, and the service stays as it is
    }
  }

  private static void compare(
      Subject subject, Explanation before, ServiceInstance fresh, Watermark then) {
    Explanation now;
    try {
      now = explanation(fresh, subject.instance(), subject.key(), Optional.of(then));
    } catch (PastUnavailableException gone) {
      return; // the instance shows another collection now
    } catch (SkipException failing) {
      return; // the instance fails now
    }
    if (!areSame(now.entry().values(), before.entry().values())) {
      throw new Difference(subject + ": later it says of that version " + now.entry().values());
    }
    if (now.isComplete()
        && before.isComplete()
        && !text(now.entry()).equals(text(before.entry()))) {
      throw new Difference(
          subject
              + ": later it says of that version\n"
              + text(now.entry())
              + "\nand had said\n"
              + text(before.entry()));
    }
  }

  private static String told(Subject subject) {
    return text(subject.why().entry());
  }

  private static String text(Provenance entry) {
    StringBuilder text = new StringBuilder();
    add(entry, "", text);
    return text.toString();
  }

  private static void add(Provenance entry, String indent, StringBuilder text) {
    text.append(entry.node().name()).append(' ').append(entry.key()).append(" = ");
    text.append(entry.values()).append(entry.omitted() > 0 ? " …" : "").append('\n');
    for (Provenance.Cause cause : entry.causes()) {
      text.append(indent).append("  ").append(cause.role()).append(' ');
      add(cause.entry(), indent + "  ", text);
    }
  }
}
