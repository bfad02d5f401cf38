package io.skipruntime.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A test whether an object is a deeply immutable value with value equality.
 *
 * <p>Such values are the scalars that {@link Codec} lists, {@link Json}, the classes of {@code
 * java.time}, Character, Class objects, Optionals, and records and the JDK's immutable lists, sets
 * and maps of such values. An unmodifiable view is not one, since what it shows may change.
 */
public final class Immutability {

  /**
   * A part that is not such a value.
   *
   * @param path the part, such as {@code config.names[0]}; empty for the object itself
   * @param text what it is and, where there is a remedy, the remedy
   */
  public record Finding(String path, String text) {}

  private final Predicate<Object> accepted;
  private final List<Finding> findings = new ArrayList<>();

  private Immutability(Predicate<Object> accepted) {
    this.accepted = accepted;
  }

  /** The parts of {@code value} that are not immutable, none if it is deeply immutable. */
  public static List<Finding> check(Object value) {
    return check(value, part -> false);
  }

  /** As {@link #check(Object)}; parts that {@code accepted} is true for are not looked into. */
  public static List<Finding> check(Object value, Predicate<Object> accepted) {
    Immutability check = new Immutability(accepted);
    check.visit("", value);
    return List.copyOf(check.findings);
  }

  private void visit(String path, @Nullable Object value) {
    if (value == null || accepted.test(value) || isImmutableLeaf(value)) {
      return;
    }
    switch (value) {
      case Optional<?> optional -> visit(path, optional.orElse(null));
      case Record record -> visitRecord(path, record);
      case List<?> list -> visitCollection(path, list, "List");
      case Set<?> set -> visitCollection(path, set, "Set");
      case Map<?, ?> map -> visitMap(path, map);
      default -> findings.add(new Finding(path, describe(value)));
    }
  }

  private static boolean isImmutableLeaf(Object value) {
    Class<?> type = value.getClass();
    return ScalarForm.supports(type)
        || value instanceof Json
        || value instanceof Class<?>
        || value instanceof Character
        || (type.getPackageName().equals("java.time") && !type.getName().endsWith("Clock"));
  }

  private static String describe(Object value) {
    String name = value.getClass().getTypeName();
    if (value.getClass().isArray()) {
      return name + " is mutable; use an immutable list";
    }
    return name + " is not known to be an immutable value; use a record of immutable values";
  }

  private void visitRecord(String path, Record record) {
    RecordShape shape;
    try {
      shape = RecordShape.of(record.getClass());
    } catch (IllegalArgumentException e) {
      findings.add(new Finding(path, String.valueOf(e.getMessage())));
      return;
    }
    String prefix = path.isEmpty() ? "" : path + ".";
    for (int i = 0; i < shape.size(); i++) {
      visit(prefix + shape.name(i), shape.get(record, i));
    }
  }

  private void visitCollection(String path, Collection<?> collection, String kind) {
    if (!ImmutableClasses.isImmutableCollection(collection)) {
      findings.add(mutable(path, collection, kind));
      return;
    }
    int index = 0;
    for (Object element : collection) {
      visit(path + "[" + index++ + "]", element);
    }
  }

  private void visitMap(String path, Map<?, ?> map) {
    if (!ImmutableClasses.isImmutableMap(map)) {
      findings.add(mutable(path, map, "Map"));
      return;
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      visit(path + "[key " + entry.getKey() + "]", entry.getKey());
      visit(path + "[" + entry.getKey() + "]", entry.getValue());
    }
  }

  private static Finding mutable(String path, Object value, String kind) {
    String name = value.getClass().getTypeName();
    String what = name.contains("Unmodifiable") ? " is a view of what may change" : " is mutable";
    return new Finding(path, name + what + "; use " + kind + ".copyOf");
  }
}
