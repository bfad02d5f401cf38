package io.skipruntime.nats;

/** A change that the server has refused since something else has written to the bucket before. */
final class DisturbedException extends Exception {

  private static final long serialVersionUID = 1L;
}
