package io.skipruntime.testkit;

import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.json.Json;
import io.skipruntime.testkit.contents.EntryDifference;
import io.skipruntime.testkit.contents.EntryText;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * A resource of a {@link TestedService} with parameters: its contents now, and streams of it.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public final class TestedResource<K, V> {

  private final TestedService service;
  private final String name;
  private final Object params;
  private final Function<Entry<?, ?>, Entry<K, V>> view;

  TestedResource(
      TestedService service, String name, Object params, Function<Entry<?, ?>, Entry<K, V>> view) {
    this.service = service;
    this.name = name;
    this.params = params;
    this.view = view;
  }

  /** The same resource, of which tests see keys and values as JSON. */
  public TestedResource<Json, Json> asJson() {
    return new TestedResource<>(
        service,
        name,
        params,
        entry ->
            new Entry<>(Json.from(entry.key()), entry.values().stream().map(Json::from).toList()));
  }

  String name() {
    return name;
  }

  Object params() {
    return params;
  }

  /**
   * The entries in key order.
   *
   * @throws ComputationException if the resource fails for these parameters
   */
  public List<Entry<K, V>> contents() {
    return service.instance().getAll(name, params).stream().map(view).toList();
  }

  /** Asserts that the resource has exactly the given entries. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the entries are only read
  public final TestedResource<K, V> assertContents(Entry<K, V>... expected) {
    EntryDifference.between(List.of(expected), contents())
        .ifPresent(difference -> {
          throw new AssertionError(this + " has other contents\n" + difference);
        });
    return this;
  }

  /** Asserts that the resource fails for these parameters, and gives the failure. */
  public ComputationException assertFails() {
    List<Entry<K, V>> contents;
    try {
      contents = contents();
    } catch (ComputationException expected) {
      return expected;
    }
    throw new AssertionError(this + " should fail, but it has " + EntryText.of(contents));
  }

  /**
   * Opens a stream and subscribes to it. The first event is an init with the contents.
   *
   * @return closed with the service, if the test does not close it before
   * @throws ComputationException if the resource fails for these parameters
   */
  public TestedStream<K, V> subscribe() {
    String identifier = UUID.randomUUID().toString();
    service.instance().instantiateResource(identifier, name, params);
    return service.opened(new TestedStream<>(toString(), identifier, service.instance(), view));
  }

  /** The name with the parameters: {@code active_friends(0)}. */
  @Override
  public String toString() {
    String text = EntryText.of(params);
    return name + "(" + (text.equals("{}") ? "" : text) + ")";
  }
}
