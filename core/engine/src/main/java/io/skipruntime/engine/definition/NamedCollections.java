package io.skipruntime.engine.definition;

import io.skipruntime.EagerCollection;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.operator.EagerHandle;
import io.skipruntime.engine.spi.CollectionsByName;
import io.skipruntime.json.Json;
import io.skipruntime.json.TypeReference;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The collections of a service that have names: its inputs, and the components of the record that
 * {@code createGraph} shares. An input hides a component that has its name. Immutable.
 */
public final class NamedCollections {

  /** The type of a collection whose keys and values are any JSON. */
  static final ParameterizedType OF_JSON =
      (ParameterizedType) new TypeReference<EagerCollection<Json, Json>>() {}.type();

  /** No collections. */
  static final NamedCollections NONE = new NamedCollections(Map.of());

  /**
   * One of them.
   *
   * @param slot where a version has its contents
   * @param attachedTick the first tick whose version may have them there
   * @param keys type of the keys, as it is declared
   * @param values type of the values, likewise
   * @param declarations the components of records that declare a collection of this name
   */
  public record Named(
      int slot,
      long attachedTick,
      Type keys,
      Type values,
      List<? extends AnnotatedElement> declarations) {

    /** Copies the list. */
    public Named {
      declarations = List.copyOf(declarations);
    }

    private Named declaredAlsoBy(AnnotatedElement declaration) {
      List<AnnotatedElement> all = new ArrayList<>(declarations);
      all.add(declaration);
      return new Named(slot, attachedTick, keys, values, all);
    }
  }

  private final Map<String, Named> byName;

  private NamedCollections(Map<String, Named> byName) {
    this.byName = byName;
  }

  /**
   * The collections of a graph.
   *
   * @param inputs the record of the inputs
   * @param nodes the nodes of the inputs, by name
   * @param shared what {@code createGraph} made
   */
  static NamedCollections of(
      Record inputs, Map<String, ? extends CollectionNode> nodes, Record shared) {
    Map<String, Named> byName = new LinkedHashMap<>();
    if (inputs instanceof CollectionsByName named) {
      putAll(named, byName);
    } else {
      for (RecordComponent component : inputs.getClass().getRecordComponents()) {
        CollectionNode node = nodes.get(component.getName());
        if (node != null) {
          put(component, node, byName);
        }
      }
    }
    putShared(shared, byName);
    return new NamedCollections(Collections.unmodifiableMap(byName));
  }

  /** The collections of a graph that is computed elsewhere: what {@code createGraph} shares. */
  static NamedCollections ofShared(Record shared) {
    Map<String, Named> byName = new LinkedHashMap<>();
    putShared(shared, byName);
    return new NamedCollections(Collections.unmodifiableMap(byName));
  }

  private static void putShared(Record shared, Map<String, Named> byName) {
    if (shared instanceof CollectionsByName named) {
      putAll(named, byName);
      return;
    }
    for (RecordComponent component : shared.getClass().getRecordComponents()) {
      if (valueOf(component, shared) instanceof EagerCollection<?, ?> collection) {
        put(component, EagerHandle.nodeOf(collection), byName);
      }
    }
  }

  private static void putAll(CollectionsByName named, Map<String, Named> byName) {
    Type[] types = OF_JSON.getActualTypeArguments();
    for (int i = 0; i < named.names().size(); i++) {
      if (named.collections().get(i) instanceof EagerCollection<?, ?> collection) {
        CollectionNode node = EagerHandle.nodeOf(collection);
        byName.putIfAbsent(
            named.names().get(i),
            new Named(node.slot(), node.attachedTick(), types[0], types[1], List.of()));
      }
    }
  }

  private static void put(
      RecordComponent component, CollectionNode node, Map<String, Named> byName) {
    if (component.getGenericType() instanceof ParameterizedType type) {
      Type[] types = type.getActualTypeArguments();
      Named declared =
          new Named(node.slot(), node.attachedTick(), types[0], types[1], List.of(component));
      byName.merge(
          component.getName(), declared, (first, other) -> first.declaredAlsoBy(component));
    }
  }

  /** What a record has as a component, whether it is public or not. */
  static Object valueOf(RecordComponent component, Record shared) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(shared);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a component of a record can be read", e);
    }
  }

  /** The collections by name: the inputs as they are declared, then what is shared. */
  public Map<String, Named> byName() {
    return byName;
  }
}
