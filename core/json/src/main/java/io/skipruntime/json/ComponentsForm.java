package io.skipruntime.json;

import java.lang.reflect.RecordComponent;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The common part of the forms of record classes: access to the components, and their normal form.
 *
 * <ul>
 *   <li>{@code unsure} has the components whose values need not be in normal form, for all that
 *       their class says
 * </ul>
 */
abstract sealed class ComponentsForm extends Form permits RecordForm, TupleForm {

  final RecordShape shape;
  private final int[] unsure;

  ComponentsForm(RecordShape shape) {
    this.shape = shape;
    unsure = IntStream.range(0, shape.size()).filter(this::isUnsure).toArray();
  }

  private boolean isUnsure(int component) {
    RecordComponent declared = shape.component(component);
    return !NormalTypes.isAlwaysNormal(declared.getType());
  }

  /** The form of a record class. */
  static Form of(RecordShape shape) {
    return shape.isTuple() ? new TupleForm(shape) : new RecordForm(shape);
  }

  /** The value of a component, without its Optional, {@link Json#NULL} if absent. */
  final Object content(Object record, int component) {
    Object value = shape.get(record, component);
    if (value instanceof Optional<?> optional) {
      return optional.isPresent() ? optional.get() : Json.NULL;
    }
    return value == null ? Json.NULL : value;
  }

  @Override
  final Object normal(Object value, NormalForm form, int depth) {
    int inside = form.inside(depth);
    @Nullable Object @Nullable [] changed = null;
    for (int component : unsure) {
      Object present = shape.get(value, component);
      Object normal = present == null ? null : normalComponent(present, form, inside);
      if (!Identity.same(normal, present)) {
        changed = changed == null ? all(value) : changed;
        changed[component] = normal;
      }
    }
    return changed == null ? value : shape.create(changed);
  }

  private @Nullable Object[] all(Object record) {
    @Nullable Object[] components = new @Nullable Object[shape.size()];
    for (int i = 0; i < components.length; i++) {
      components[i] = shape.get(record, i);
    }
    return components;
  }

  private static Object normalComponent(Object component, NormalForm form, int depth) {
    if (!(component instanceof Optional<?> optional)) {
      return form.of(component, depth);
    }
    if (optional.isEmpty()) {
      return component;
    }
    Object content = optional.get();
    Object normal = form.of(content, depth);
    return Identity.same(normal, content) ? component : Optional.of(normal);
  }
}
