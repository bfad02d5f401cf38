package io.skipruntime.server.request;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The parameters of a query in the order in which they were sent. A name is found without regard to
 * case, and may have several values. Immutable.
 *
 * @param all each parameter that was sent
 */
public record Parameters(List<Parameter> all) {

  /** No parameters. */
  public static final Parameters NONE = new Parameters(List.of());

  /**
   * A parameter.
   *
   * @param name the name, decoded
   * @param value the value, decoded; empty if there was no equals sign
   */
  public record Parameter(String name, String value) {}

  /** Keeps the list, which is not changed any more. */
  public Parameters {
    all = Collections.unmodifiableList(all);
  }

  /** The first value of a parameter, if it was sent. */
  public Optional<String> first(String name) {
    for (Parameter each : all) {
      if (each.name.equalsIgnoreCase(name)) {
        return Optional.of(each.value);
      }
    }
    return Optional.empty();
  }

  /** The names, each once. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    all.forEach(each -> names.add(each.name));
    return names;
  }

  /** The same without one of them. */
  public Parameters without(String name) {
    Predicate<Parameter> isAnother = each -> !each.name.equalsIgnoreCase(name);
    return new Parameters(all.stream().filter(isAnother).toList());
  }
}
