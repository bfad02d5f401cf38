package io.skipruntime.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables with their values, the one bound last first; an immutable linked list. */
final class PatternBindings {

  static final PatternBindings NONE = new PatternBindings("", Json.NULL, null);

  private final String variable;
  private final Json value;
  private final @Nullable PatternBindings earlier;
  private final int size;

  private PatternBindings(String variable, Json value, @Nullable PatternBindings earlier) {
    this.variable = variable;
    this.value = value;
    this.earlier = earlier;
    this.size = earlier == null ? 0 : earlier.size + 1;
  }

  PatternBindings with(String name, Json bound) {
    return new PatternBindings(name, bound, this);
  }

  /** The number of variables. */
  int size() {
    return size;
  }

  boolean isEmpty() {
    return earlier == null;
  }

  JsonArray toJson() {
    List<Json> bindings = new ArrayList<>();
    for (PatternBindings b = this; b.earlier != null; b = b.earlier) {
      bindings.add(Json.object(Map.of(b.variable, b.value)));
    }
    return new JsonArray(bindings);
  }
}
