package io.skipruntime.engine.function;

import io.skipruntime.WiringException;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.UserFunction;
import io.skipruntime.json.Immutability;
import io.skipruntime.json.Json;
import java.net.URI;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The things that a user's function captured: collections, immutable values, and records, lambdas
 * or lists of those. {@link NodeFunction} is what operators need of it.
 *
 * <p>An object is pure if all it captured is one of these. A copy of it is bound to an {@link
 * Evaluation} by replacing every collection. A {@link UserFunction} says all that of itself.
 */
public final class Captured {

  /**
   * The identity of a function: two functions are the same if theirs are equal.
   *
   * @param type the record's or the lambda's class
   * @param captured what it captured
   */
  record Identity(Class<?> type, List<@Nullable Object> captured) implements Comparable<Identity> {

    /** An order of functions by what they captured, as {@link NodeKey#compare} has it. */
    @Override
    public int compareTo(Identity other) {
      int types = type.getName().compareTo(other.type.getName());
      if (types != 0) {
        return types;
      }
      for (int i = 0; i < Math.min(captured.size(), other.captured.size()); i++) {
        int order = compareParts(captured.get(i), other.captured.get(i));
        if (order != 0) {
          return order;
        }
      }
      return Integer.compare(captured.size(), other.captured.size());
    }

    private static int compareParts(@Nullable Object one, @Nullable Object other) {
      if (one == null || other == null) {
        return Boolean.compare(one != null, other != null);
      }
      CapturedState state = CapturedState.OF.get(one.getClass());
      boolean isWhole = state == null || one.getClass() != other.getClass();
      return isWhole
          ? NodeKey.compare(one, other)
          : new Identity(one.getClass(), Arrays.asList(state.parts(one)))
              .compareTo(new Identity(other.getClass(), Arrays.asList(state.parts(other))));
    }
  }

  private Captured() {}

  /**
   * Checks that an object captured only collections and immutable values.
   *
   * @throws WiringException if not
   */
  public static void requirePure(Object function) {
    List<String> problems = problems(function);
    if (!problems.isEmpty()) {
      throw new WiringException(problems);
    }
  }

  /**
   * Checks that an object is a record, a lambda, an enum constant, or a function that says of
   * itself what it is, whatever it captured.
   *
   * @throws WiringException if not
   */
  static void requireFunction(Object function) {
    boolean isFunction =
        function instanceof UserFunction
            || function instanceof Enum<?>
            || CapturedState.OF.get(function.getClass()) != null;
    if (!isFunction) {
      throw new WiringException(
          List.of(
              function.getClass().getName()
                  + " is neither a record nor a lambda; make it a record whose components are what"
                  + " it uses"));
    }
  }

  /** What makes a pure function the same as another. */
  static Identity identity(Object function) {
    return new Identity(function.getClass(), identities(function));
  }

  private static List<@Nullable Object> identities(Object function) {
    if (function instanceof UserFunction user) {
      return List.of(user.identity(), List.copyOf(user.collections()));
    }
    CapturedState state = CapturedState.OF.get(function.getClass());
    if (state == null) {
      return Arrays.asList(function);
    }
    @Nullable Object[] parts = state.parts(function);
    for (int i = 0; i < parts.length; i++) {
      Object part = parts[i];
      if (part instanceof UserFunction || (part != null && part.getClass().isHidden())) {
        parts[i] = new Identity(part.getClass(), identities(part));
      }
    }
    return Arrays.asList(parts);
  }

  /** Says what keeps an object from being pure; empty if nothing does. */
  public static List<String> problems(Object function) {
    if (function instanceof UserFunction user) {
      return problems(user);
    }
    String name = nameOf(function);
    CapturedState state = CapturedState.OF.get(function.getClass());
    if (state == null) {
      return function instanceof Enum<?>
          ? List.of()
          : List.of(
              function.getClass().getName()
                  + " is neither a record nor a lambda; make it a record whose components are the"
                  + " collections and immutable values it uses");
    }
    List<String> problems = new ArrayList<>();
    @Nullable Object[] parts = state.parts(function);
    for (int i = 0; i < parts.length; i++) {
      addProblems(name + "." + state.names().get(i), parts[i], problems);
    }
    return problems;
  }

  private static List<String> problems(UserFunction function) {
    List<String> problems = new ArrayList<>();
    for (Object collection : function.collections()) {
      if (!(collection instanceof Handle)) {
        problems.add(
            function.name()
                + ": "
                + collection.getClass().getName()
                + " is not a collection made by Skip");
      }
    }
    return problems;
  }

  private static void addProblems(String path, @Nullable Object value, List<String> problems) {
    if (value == null || value instanceof Handle) {
      return;
    }
    if (value instanceof UserFunction || value.getClass().isHidden()) {
      problems(value).forEach(problem -> problems.add(path + ": " + problem));
      return;
    }
    for (Immutability.Finding finding : Immutability.check(value, Captured::isAccepted)) {
      String place = finding.path().isEmpty() ? path : path + "." + finding.path();
      problems.add(place + ": " + finding.text());
    }
  }

  private static boolean isAccepted(Object leaf) {
    return leaf instanceof Handle
        || (leaf instanceof ValueList values && values.stream().allMatch(Captured::isImmutable))
        || (isFunction(leaf) && problems(leaf).isEmpty());
  }

  private static boolean isFunction(Object leaf) {
    return leaf instanceof UserFunction
        || (leaf.getClass().isHidden() && leaf.getClass().isSynthetic());
  }

  /** Whether one of the parts of a record is a lambda. */
  static boolean hasLambda(Object function) {
    CapturedState state = CapturedState.OF.get(function.getClass());
    return state != null
        && Arrays.stream(state.parts(function))
            .anyMatch(part -> part != null && part.getClass().isHidden());
  }

  private static boolean isImmutable(Object value) {
    return Immutability.check(value, Captured::isAccepted).isEmpty();
  }

  /** The nodes that an object captured, each once. */
  static List<Node> nodes(Object function) {
    Set<Node> nodes = new LinkedHashSet<>();
    mapHandles(
        function,
        handle -> {
          nodes.add(handle.node());
          return handle;
        });
    return List.copyOf(nodes);
  }

  /** The nodes that an object captured only by handles of which it looks up its own key. */
  static List<Node> colocated(Object function) {
    Set<Node> nodes = new LinkedHashSet<>();
    Set<Node> others = new LinkedHashSet<>();
    mapHandles(
        function,
        handle -> {
          (handle.isColocated() ? nodes : others).add(handle.node());
          return handle;
        });
    nodes.removeAll(others);
    return List.copyOf(nodes);
  }

  /** A copy of an object whose collections record what is read in {@code evaluation}. */
  @SuppressWarnings("unchecked") // a copy has the class of the original
  public static <F> F bind(F function, Evaluation evaluation) {
    return (F) mapHandles(function, handle -> handle.boundTo(evaluation));
  }

  /**
   * A copy of an object that has captured other collections.
   *
   * @param nodes gives, for each node that it captured, the one that takes its place
   */
  static Object over(Object function, UnaryOperator<Node> nodes) {
    return mapHandles(function, handle -> handle.over(nodes.apply(handle.node())));
  }

  private static Object mapHandles(Object value, Function<Handle, Handle> binding) {
    if (value instanceof Handle handle) {
      return binding.apply(handle);
    }
    if (value instanceof UserFunction user) {
      return user.bind(
          collection -> collection instanceof Handle handle ? binding.apply(handle) : collection);
    }
    if (value instanceof List<?> list) {
      return mapList(list, binding);
    }
    CapturedState state = CapturedState.OF.get(value.getClass());
    if (state == null) {
      return value;
    }
    @Nullable Object[] parts = state.parts(value);
    boolean same = true;
    for (int i = 0; i < parts.length; i++) {
      Object part = parts[i];
      if (part != null) {
        Object mapped = mapHandles(part, binding);
        same &= mapped == part;
        parts[i] = mapped;
      }
    }
    return same ? value : state.rebuild(parts);
  }

  private static Object mapList(List<?> list, Function<Handle, Handle> binding) {
    Object[] mapped = new Object[list.size()];
    boolean same = true;
    int at = 0;
    for (Object each : list) {
      Object other = mapHandles(each, binding);
      same &= other == each;
      mapped[at++] = other;
    }
    return same ? list : List.of(mapped);
  }

  /**
   * The things that an object captured, as a text that is the same in every run of the program:
   * values as JSON, collections by the fingerprints of their nodes.
   */
  static String text(Object function) {
    StringBuilder text = new StringBuilder();
    addText(function, text);
    return text.toString();
  }

  private static void addText(@Nullable Object value, StringBuilder text) {
    if (value == null) {
      text.append("null");
    } else if (value instanceof Handle handle) {
      text.append(handle.node().id().fingerprint());
    } else if (value instanceof UserFunction user) {
      text.append(user.fingerprint());
      addTexts(user.collections(), text);
    } else if (value instanceof List<?> list) {
      addTexts(list, text);
    } else {
      CapturedState state = CapturedState.OF.get(value.getClass());
      if (state == null) {
        text.append(leafText(value));
      } else {
        text.append(nameOf(value));
        addTexts(Arrays.asList(state.parts(value)), text);
      }
    }
  }

  private static void addTexts(List<?> values, StringBuilder text) {
    text.append('(');
    for (Object value : values) {
      addText(value, text);
      text.append(',');
    }
    text.append(')');
  }

  private static String leafText(Object value) {
    if (value instanceof URI || value instanceof TemporalAmount) {
      return value.toString();
    }
    try {
      return Json.from(value).toString();
    } catch (IllegalArgumentException notJson) {
      return value.getClass().getName();
    }
  }

  /** How messages name a function: its class's simple name, or the class that a lambda is in. */
  static String nameOf(Object function) {
    if (function instanceof UserFunction user) {
      return user.name();
    }
    Class<?> type = function.getClass();
    if (!type.isHidden()) {
      return type.getSimpleName();
    }
    String name = type.getName();
    String outer = name.substring(0, Math.max(name.indexOf("$$Lambda"), 0));
    return "lambda in " + outer.substring(outer.lastIndexOf('.') + 1).replace('$', '.');
  }
}
