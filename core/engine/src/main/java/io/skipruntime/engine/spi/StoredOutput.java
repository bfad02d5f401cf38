package io.skipruntime.engine.spi;

import io.skipruntime.json.Json;
import java.util.List;

/**
 * The contents that one or several open instances have in common, with their history: what
 * subscribers may have seen, and the deletions they may have to be told of.
 *
 * @param instances the instances
 * @param horizon the earliest tick from which on all changes are known
 * @param keyClass the name of the class of all keys; empty if they are of several
 * @param size how many entries there are, deleted ones included
 * @param blocks the entries in the canonical order of their keys, deleted ones included; may be
 *     gone through several times
 */
public record StoredOutput(
    List<Instance> instances,
    long horizon,
    String keyClass,
    long size,
    Iterable<EntryBlock> blocks) {

  /** Copies what may change. */
  public StoredOutput {
    instances = List.copyOf(instances);
  }

  /**
   * An open instance.
   *
   * @param resource name of the resource
   * @param params its parameters
   * @param since the tick at which the instance got its contents: before that it had others
   */
  public record Instance(String resource, Json params, long since) {}
}
