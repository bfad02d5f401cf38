package io.skipruntime.json;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A part of a {@link JsonPattern}. */
sealed interface PatternNode {

  /** Passes the bindings extended by each match of {@code value} to {@code next}, in order. */
  void match(
      Json value, PatternBindings bindings, PatternSearch search, Consumer<PatternBindings> next);

  /** The bindings extended by null for each variable. */
  PatternBindings matchNothing(PatternBindings bindings);

  /** Adds the path of each variable below {@code path}. */
  void collectPaths(PatternPath path, List<PatternPath> paths);

  /** A variable with the values that it matches. */
  record Variable(String name, Predicate<Json> type) implements PatternNode {
    @Override
    public void match(
        Json value,
        PatternBindings bindings,
        PatternSearch search,
        Consumer<PatternBindings> next) {
      search.step(1);
      if (type.test(value)) {
        next.accept(bindings.with(name, value));
      }
    }

    @Override
    public PatternBindings matchNothing(PatternBindings bindings) {
      return bindings.with(name, Json.NULL);
    }

    @Override
    public void collectPaths(PatternPath path, List<PatternPath> paths) {
      paths.add(path);
    }
  }

  /** Every element of an array. */
  record Each(PatternNode element) implements PatternNode {
    @Override
    public void match(
        Json value,
        PatternBindings bindings,
        PatternSearch search,
        Consumer<PatternBindings> next) {
      search.step(1);
      if (!(value instanceof JsonArray array)) {
        return;
      }
      if (array.size() == 0) {
        next.accept(element.matchNothing(bindings));
      }
      for (Json each : array.elements()) {
        element.match(each, bindings, search, next);
      }
    }

    @Override
    public PatternBindings matchNothing(PatternBindings bindings) {
      return element.matchNothing(bindings);
    }

    @Override
    public void collectPaths(PatternPath path, List<PatternPath> paths) {
      element.collectPaths(path.anyIndex(), paths);
    }
  }

  /** One element of an array. */
  record At(int index, PatternNode element) implements PatternNode {
    @Override
    public void match(
        Json value,
        PatternBindings bindings,
        PatternSearch search,
        Consumer<PatternBindings> next) {
      search.step(1);
      if (value instanceof JsonArray array && index < array.size()) {
        element.match(array.get(index), bindings, search, next);
      }
    }

    @Override
    public PatternBindings matchNothing(PatternBindings bindings) {
      return element.matchNothing(bindings);
    }

    @Override
    public void collectPaths(PatternPath path, List<PatternPath> paths) {
      element.collectPaths(path.index(index), paths);
    }
  }

  /**
   * An object.
   *
   * @param anywhere the field with % in its path
   * @param fields the other fields, ascending by name
   */
  record Members(Optional<Anywhere> anywhere, List<Field> fields) implements PatternNode {
    @Override
    public void match(
        Json value,
        PatternBindings bindings,
        PatternSearch search,
        Consumer<PatternBindings> next) {
      search.step(1);
      if (!(value instanceof JsonObject object)) {
        return;
      }
      if (anywhere.isPresent()) {
        anywhere
            .get()
            .match(object, bindings, search, matched -> match(object, 0, matched, search, next));
      } else {
        match(object, 0, bindings, search, next);
      }
    }

    private void match(
        JsonObject object,
        int index,
        PatternBindings bindings,
        PatternSearch search,
        Consumer<PatternBindings> next) {
      if (index == fields.size()) {
        next.accept(bindings);
      } else {
        fields
            .get(index)
            .match(
                object,
                bindings,
                search,
                matched -> match(object, index + 1, matched, search, next));
      }
    }

    @Override
    public PatternBindings matchNothing(PatternBindings bindings) {
      PatternBindings result = bindings;
      if (anywhere.isPresent()) {
        result = anywhere.get().node().matchNothing(result);
      }
      for (Field field : fields) {
        result = field.node().matchNothing(result);
      }
      return result;
    }

    @Override
    public void collectPaths(PatternPath path, List<PatternPath> paths) {
      for (Field field : fields) {
        field.node().collectPaths(path.member(field.name()), paths);
      }
    }
  }

  /** A member of an object. */
  record Field(String name, boolean optional, PatternNode node) {
    void match(
        JsonObject object,
        PatternBindings bindings,
        PatternSearch search,
        Consumer<PatternBindings> next) {
      search.step(1);
      OnceOrMore matches = new OnceOrMore(next);
      int index = object.indexOf(name);
      if (index >= 0) {
        node.match(object.values[index], bindings, search, matches);
      }
      if (optional && matches.none) {
        next.accept(node.matchNothing(bindings));
      }
    }
  }

  /**
   * Values at any depth of an object.
   *
   * @param path what their paths fit
   * @param taken the paths of the variables of the other fields
   */
  record Anywhere(PatternPath path, boolean optional, PatternNode node, List<PatternPath> taken) {
    void match(
        JsonObject object,
        PatternBindings bindings,
        PatternSearch search,
        Consumer<PatternBindings> next) {
      search.step(1);
      OnceOrMore matches = new OnceOrMore(next);
      look(object, PatternPath.ROOT, bindings, search, matches);
      if (optional && matches.none) {
        next.accept(node.matchNothing(bindings));
      }
    }

    private void look(
        Json value,
        PatternPath at,
        PatternBindings bindings,
        PatternSearch search,
        Consumer<PatternBindings> next) {
      if (value instanceof JsonObject object) {
        for (int i = 0; i < object.size(); i++) {
          visit(object.values[i], at.member(object.names[i]), bindings, search, next);
        }
      } else if (value instanceof JsonArray array) {
        for (int i = 0; i < array.size(); i++) {
          visit(array.get(i), at.index(i), bindings, search, next);
        }
      }
    }

    private void visit(
        Json value,
        PatternPath at,
        PatternBindings bindings,
        PatternSearch search,
        Consumer<PatternBindings> next) {
      search.step((1 + taken.size()) * (1 + at.length()));
      if (taken.stream().anyMatch(other -> other.fits(at))) {
        return;
      }
      if (path.fits(at)) {
        node.match(value, bindings, search, next);
      }
      look(value, at, bindings, search, next);
    }
  }

  /** A node that passes matches on and notes whether there was one. */
  final class OnceOrMore implements Consumer<PatternBindings> {
    private final Consumer<PatternBindings> next;
    private boolean none = true;

    OnceOrMore(Consumer<PatternBindings> next) {
      this.next = next;
    }

    @Override
    public void accept(PatternBindings bindings) {
      none = false;
      next.accept(bindings);
    }
  }
}
