package io.skipruntime.server.host;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a request, by names that are compared without case. Not changed any more; may be
 * read by any thread.
 */
public interface RequestHeaders {

  /** The first value of a header; null if there is none. */
  @Nullable String first(String name);

  /** All values of a header, in the order in which they were sent; none if there are none. */
  List<String> all(String name);
}
