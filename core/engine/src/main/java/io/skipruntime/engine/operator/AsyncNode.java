package io.skipruntime.engine.operator;

import io.skipruntime.AsyncFunction;
import io.skipruntime.AsyncOptions;
import io.skipruntime.AsyncResource;
import io.skipruntime.AsyncResource.Outcome;
import io.skipruntime.ExternalResource;
import io.skipruntime.Loadable;
import io.skipruntime.WiringException;
import io.skipruntime.engine.async.Argument;
import io.skipruntime.engine.async.AsyncCalls;
import io.skipruntime.engine.function.NodeFunction;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Reasons;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.table.KeyMap;
import io.skipruntime.json.Json;
import io.skipruntime.json.UnsupportedTypeException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The operator {@code mapAsync}: for each value of the input, what the calls of a function have
 * given for it so far. It is a join: {@code outcomes} is the collection of an external resource,
 * with the outcomes of calls by key and by a digest of the value, so that the contents are a
 * function of two collections, and an outcome for a value that is not there any more joins nothing.
 * The author's function does not run here. After the commit the node tells {@link AsyncCalls} which
 * values the changed keys have now, and which outcomes have come.
 *
 * <ul>
 *   <li>{@code keys} has the keys of the input by their JSON, under which outcomes come.
 *   <li>A turn looks at the changed keys of both collections; each costs O(log n), and the digests
 *       of its values.
 * </ul>
 */
final class AsyncNode extends CollectionNode {

  private final CollectionNode input;
  private final CollectionNode outcomes;
  private final NodeFunction function;
  private final AsyncOptions<?> options;
  private final ExternalResource<?, ?> resource;
  private final Map<Object, Object> keys = new KeyMap<>();

  private AsyncNode(
      NodeKey key,
      CollectionNode input,
      CollectionNode outcomes,
      NodeFunction function,
      AsyncOptions<?> options,
      ExternalResource<?, ?> resource) {
    super(key, above(List.of(input, outcomes)));
    this.input = input;
    this.outcomes = outcomes;
    this.function = function;
    this.options = options;
    this.resource = resource;
    function.name(); // of a lambda, while its author's call goes on
  }

  /** The node with the states of the calls of a function. */
  static AsyncNode obtain(
      CollectionNode input, Object function, AsyncOptions<?> options, Transaction transaction) {
    NodeFunction called = NodeFunction.ofService(function);
    if (!called.nodes().isEmpty()) {
      throw new WiringException(
          List.of(
              "the function of mapAsync "
                  + options.name()
                  + " captured the collection "
                  + called.nodes().getFirst().describe()
                  + "; join it before, so that what is called for is a value"));
    }
    ExternalResource<?, ?> resource = AsyncResource.of(options, called.capturedText());
    CollectionNode outcomes;
    try {
      outcomes = transaction.graph().externalNodes().use(resource, transaction);
    } catch (UnsupportedTypeException e) {
      throw new WiringException(
          List.of("the results of mapAsync " + options.name() + ": " + e.getMessage()));
    }
    NodeKey key =
        new NodeKey(AsyncNode.class, List.of(input, outcomes), List.of(called.identity(), options));
    return transaction.obtain(
        key, () -> new AsyncNode(key, input, outcomes, called, options, resource));
  }

  @Override
  public List<? extends Node> inputs() {
    return List.of(input, outcomes);
  }

  @Override
  public @Nullable Type keyType() {
    return input.keyType();
  }

  @Override
  public String describe() {
    return input.describe() + ".mapAsync(" + options.name() + ")";
  }

  @Override
  public String kind() {
    return "mapAsync";
  }

  @Override
  protected String functionText() {
    return options + function.fingerprint();
  }

  @Override
  public void explain(Object key, Reasons reasons) {
    if (input.contentsAt(reasons.moment()).containsKey(key)) {
      reasons.source(input, key);
      reasons.read(outcomes, AsyncResource.keyOf(key));
    }
  }

  @Override
  public void forEachDependentKey(Node cause, Object key, Consumer<Object> dependents) {
    Object own = cause == input ? key : keys.get(key);
    if (own != null) {
      giveIfPresent(own, dependents);
    }
  }

  @Override
  protected void initialise(Transaction transaction) {
    TickMap.Cursor<Object, ValueList> cursor = input.contents().cursor();
    List<Note> notes = new ArrayList<>();
    while (cursor.next()) {
      Note note = new Note(cursor.key(), cursor.value());
      notes.add(note);
      keys.put(note.json, note.key);
      append(note.key, states(note), transaction);
    }
    TickMap<Object, ValueList> known = outcomes.contents();
    tell(
        notes,
        calls -> {
          calls.define(resource, this, author(), options);
          known.forEach((key, values) -> calls.know(resource, (Json) key, outcomesOf(values)));
        },
        transaction);
  }

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {
    List<Note> notes = new ArrayList<>();
    Set<Object> done = KeyMap.newSet();
    Delta changed = input.delta();
    if (changed != null) {
      for (int i = 0; i < changed.size(); i++) {
        Note note = new Note(changed.key(i), changed.after(i));
        notes.add(note);
        done.add(note.key);
        transaction.undo().put(keys, note.json, note.values == null ? null : note.key);
        apply(note.key, note.values == null ? null : states(note), transaction);
      }
    }
    List<Known> known = new ArrayList<>();
    Delta come = outcomes.delta();
    if (come != null) {
      for (int i = 0; i < come.size(); i++) {
        known.add(new Known((Json) come.key(i), outcomesOf(come.after(i))));
        Object key = keys.get(come.key(i));
        ValueList values = key == null || done.contains(key) ? null : input.contents().get(key);
        if (key != null && values != null) {
          apply(key, states(new Note(key, values)), transaction);
        }
      }
    }
    tell(
        notes,
        calls -> known.forEach(each -> calls.know(resource, each.key(), each.outcomes())),
        transaction);
  }

  /** The outcomes that a key has now. */
  private record Known(Json key, List<Outcome<Object>> outcomes) {}

  /** A key of the input with its values, none if it is gone, and their digests. */
  private static final class Note {
    final Object key;
    final Json json;
    final @Nullable ValueList values;
    final List<Argument> arguments;

    Note(Object key, @Nullable ValueList values) {
      this.key = key;
      this.json = AsyncResource.keyOf(key);
      this.values = values;
      this.arguments = values == null ? List.of() : Argument.of(values);
    }
  }

  @SuppressWarnings("unchecked") // the resource's type is that of outcomes
  private static List<Outcome<Object>> outcomesOf(@Nullable ValueList values) {
    return values == null ? List.of() : (List<Outcome<Object>>) (List<?>) values;
  }

  private ValueList states(Note note) {
    List<Outcome<Object>> known = outcomesOf(outcomes.contents().get(note.json));
    List<Object> states = new ArrayList<>(note.arguments.size());
    for (Argument argument : note.arguments) {
      states.add(Entering.value(state(argument, note.arguments, known)));
    }
    return ValueList.copyOf(states);
  }

  private Loadable<Object> state(
      Argument argument, List<Argument> all, List<Outcome<Object>> known) {
    Outcome<Object> own = null;
    for (Outcome<Object> each : known) {
      if (own == null && each.argument().equals(argument.digest())) {
        own = each;
      }
    }
    if (own != null && own.result().isPresent()) {
      return new Loadable.Success<>(own.result().get());
    }
    Optional<Object> previous = options.keepsPrevious() ? previous(all, known) : Optional.empty();
    return own == null
        ? new Loadable.Loading<>(previous)
        : new Loadable.Failure<>(own.error().orElse(""), previous);
  }

  /** The newest result for a value that the key does not have now. */
  private static Optional<Object> previous(List<Argument> present, List<Outcome<Object>> known) {
    return known.stream()
        .filter(each ->
            each.result().isPresent()
                && present.stream().noneMatch(now -> now.digest().equals(each.argument())))
        .findFirst()
        .flatMap(Outcome::result);
  }

  @SuppressWarnings("unchecked") // the typed API lets no other in
  private AsyncFunction<Object, Object, Object> author() {
    return (AsyncFunction<Object, Object, Object>) function.user();
  }

  /** Tells the calls what has changed, after the commit; when all nodes have, calls are made. */
  private void tell(List<Note> notes, Consumer<AsyncCalls> first, Transaction transaction) {
    AsyncCalls calls = transaction.graph().externalNodes().asyncCalls();
    transaction.afterCommit(() -> {
      first.accept(calls);
      notes.forEach(note -> calls.need(resource, this, note.json, note.key, note.arguments));
    });
    transaction.beforeCommit(() -> transaction.afterCommit(calls::settle));
  }

  @Override
  protected void releaseHeld(Transaction transaction) {
    AsyncCalls calls = transaction.graph().externalNodes().asyncCalls();
    transaction.afterCommit(() -> calls.release(resource, this));
    transaction.beforeCommit(() -> transaction.afterCommit(calls::settle));
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    measurement.addContributions(keys.size());
    measurement.addUnsettled(keys.size() != input.contents().size());
  }
}
