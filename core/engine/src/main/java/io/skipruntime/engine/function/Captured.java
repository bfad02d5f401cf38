package io.skipruntime.engine.function;

import io.skipruntime.WiringException;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.json.Immutability;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a user's function captured: collections, immutable values, and records, lambdas or lists of
 * those.
 *
 * <p>A function is pure if all it captured is one of these. Two functions of one class that
 * captured equal things are the same function ({@link Identity}). A node runs a copy of its
 * function in which every collection is bound to the node's own {@link Evaluation} ({@link #bind}).
 */
public final class Captured {

  /**
   * What makes two functions the same.
   *
   * @param type the record's or the lambda's class
   * @param captured what it captured
   */
  public record Identity(Class<?> type, List<@Nullable Object> captured)
      implements Comparable<Identity> {

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
   * Checks that {@code function} captured only collections and immutable values.
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
   * What makes {@code function} the same as another.
   *
   * @throws WiringException if it is not pure
   */
  public static Identity identity(Object function) {
    requirePure(function);
    return new Identity(function.getClass(), identities(function));
  }

  private static List<@Nullable Object> identities(Object function) {
    CapturedState state = CapturedState.OF.get(function.getClass());
    if (state == null) {
      return Arrays.asList(function);
    }
    @Nullable Object[] parts = state.parts(function);
    for (int i = 0; i < parts.length; i++) {
      if (parts[i] != null && parts[i].getClass().isHidden()) {
        parts[i] = new Identity(parts[i].getClass(), identities(parts[i]));
      }
    }
    return Arrays.asList(parts);
  }

  /** Says what keeps {@code function} from being pure; empty if nothing does. */
  public static List<String> problems(Object function) {
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

  private static void addProblems(String path, @Nullable Object value, List<String> problems) {
    if (value == null || value instanceof Handle) {
      return;
    }
    if (value.getClass().isHidden()) {
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
        || (leaf.getClass().isHidden()
            && leaf.getClass().isSynthetic()
            && problems(leaf).isEmpty());
  }

  private static boolean isImmutable(Object value) {
    return Immutability.check(value, Captured::isAccepted).isEmpty();
  }

  /** The nodes that {@code function} captured, each once. */
  public static List<Node> nodes(Object function) {
    Set<Node> nodes = new LinkedHashSet<>();
    mapHandles(
        function,
        handle -> {
          nodes.add(handle.node());
          return handle;
        });
    return List.copyOf(nodes);
  }

  /** A copy of {@code function} whose collections record what is read in {@code evaluation}. */
  @SuppressWarnings("unchecked") // a copy has the class of the original
  public static <F> F bind(F function, Evaluation evaluation) {
    return (F) mapHandles(function, handle -> handle.boundTo(evaluation));
  }

  private static Object mapHandles(Object value, Function<Handle, Handle> binding) {
    if (value instanceof Handle handle) {
      return binding.apply(handle);
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
    if (list.stream().noneMatch(each -> holdsHandles(each))) {
      return list;
    }
    return list.stream().map(each -> mapHandles(each, binding)).toList();
  }

  private static boolean holdsHandles(Object value) {
    return !nodes(value).isEmpty();
  }

  /** How messages name a function: its class's simple name, or the class that a lambda is in. */
  public static String nameOf(Object function) {
    Class<?> type = function.getClass();
    if (!type.isHidden()) {
      return type.getSimpleName();
    }
    String name = type.getName();
    String outer = name.substring(0, Math.max(name.indexOf("$$Lambda"), 0));
    return "lambda in " + outer.substring(outer.lastIndexOf('.') + 1).replace('$', '.');
  }
}
