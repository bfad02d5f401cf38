package io.skipruntime.engine.spi;

/** A running service, as a source of snapshots. */
@FunctionalInterface
public interface StateSource {

  /**
   * The newest durable state. It waits for no transaction and holds up none; as long as it is not
   * closed, what was changed after it is held in memory twice.
   */
  State capture();
}
