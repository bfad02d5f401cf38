package io.skipruntime.cluster.log;

import io.skipruntime.SkipException;

/** An exception that says that a log does not have what it had, so that no node can go on. */
public final class DamagedLogException extends SkipException {

  private static final long serialVersionUID = 1L;

  /** An exception whose message says where the damage is. */
  public DamagedLogException(String message) {
    super(message);
  }
}
