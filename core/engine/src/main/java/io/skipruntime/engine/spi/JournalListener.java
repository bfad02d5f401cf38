package io.skipruntime.engine.spi;

import io.skipruntime.StorageException;

/**
 * The messages that a journal gives the engine. Its methods return soon and do not throw.
 * Thread-safe.
 */
public interface JournalListener {

  /**
   * All records up to a number are durable.
   *
   * @param number of the last of them, counted from {@link Journal#ready} on; never less than
   *     before
   */
  void durable(long number);

  /**
   * No record that is not durable yet will become so for certain, nor any other. Whether one of
   * them will be found after a restart is not known.
   */
  void failed(StorageException reason);
}
