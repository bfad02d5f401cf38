package io.skipruntime.spring;

import io.skipruntime.Entry;
import io.skipruntime.engine.CollectionUpdate;
import java.util.List;
import java.util.function.Consumer;

/**
 * A resource of the application's service, with its parameters. It is injected by the name of the
 * field or parameter, or by a {@link SkipName}, and has no parameters then; {@link #with} gives it
 * some. Thread-safe.
 *
 * <p>Each call is made for the user of the current thread, if Spring Security knows one: the
 * resource sees that user as its {@link io.skipruntime.Principal}, and a user whom the resource is
 * not for gets a {@link io.skipruntime.ForbiddenException}. The calls throw what {@link
 * io.skipruntime.engine.ServiceInstance#getAll} does.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface SkipResource<K, V> {

  /** The name of the resource. */
  String name();

  /**
   * The same resource with parameters.
   *
   * @param params of the resource's type, or what JSON can be made of that decodes into it, such as
   *     a map
   */
  SkipResource<K, V> with(Object params);

  /** The contents, in key order. */
  List<Entry<K, V>> getAll();

  /** The values of a key; empty if it has none. */
  List<V> get(K key);

  /**
   * Follows the contents: the consumer is given all there is, and then what each commit changes.
   * Updates come one at a time, on the thread that commits, which the consumer must not block.
   *
   * @return ends the updates when it is closed
   */
  Following follow(Consumer<CollectionUpdate<K, V>> consumer);

  /**
   * Opens a stream of events for somebody who may not open it alone, such as the page of a user:
   * whoever has the identifier can follow it at {@code /v1/streams/{identifier}}.
   *
   * @return the identifier of the stream
   */
  String open();

  /** The end of updates to a consumer. */
  @FunctionalInterface
  interface Following extends AutoCloseable {

    /** Ends the updates; a second call does nothing. */
    @Override
    void close();
  }
}
