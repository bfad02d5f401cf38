package io.skipruntime.spring;

import io.skipruntime.engine.CommandAnswer;
import io.skipruntime.engine.Watermark;
import io.skipruntime.engine.Writes;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The application's service in one object: inputs and resources by their names, writes to several
 * inputs, commands. Thread-safe.
 */
public interface SkipTemplate {

  /**
   * An input.
   *
   * @throws io.skipruntime.WiringException if there is none of this name, or its entries are of
   *     other types
   */
  <K, V> SkipInput<K, V> input(String name, Class<K> keys, Class<V> values);

  /**
   * A resource.
   *
   * @throws io.skipruntime.WiringException if there is none of this name, or its entries are
   *     declared to be of other types
   */
  <K, V> SkipResource<K, V> resource(String name, Class<K> keys, Class<V> values);

  /**
   * Writes to several inputs in one commit, or with the transaction of the thread, as {@link
   * SkipInput} does.
   *
   * @return the version from which on reads show the writes; empty if they wait for a transaction
   */
  Optional<Watermark> write(Consumer<Writes> body);

  /**
   * Runs a command for the user of the current thread, at once and in a commit of its own, also in
   * a transaction; see {@link io.skipruntime.engine.ServiceCommands#run(String, Object)}.
   *
   * @param params of the command's type, or what JSON can be made of that decodes into it
   */
  CommandAnswer run(String command, Object params);
}
