package io.skipruntime.server.host;

import java.nio.ByteBuffer;

/** A taker of the body of a request, as it arrives. Called by the request's loop. */
public interface BodyTaker {

  /** Takes a part; its bytes are the host's again when this returns. */
  void part(ByteBuffer bytes);

  /** Notes that all of it has arrived. Called once, unless the body is {@link #broken}. */
  void complete();

  /** Notes that the body ends early, or is not made as its headers say. */
  void broken();
}
