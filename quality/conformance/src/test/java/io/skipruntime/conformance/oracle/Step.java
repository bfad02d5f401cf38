package io.skipruntime.conformance.oracle;

import io.skipruntime.conformance.Write;
import io.skipruntime.json.Json;
import java.util.List;

/**
 * A step of a run. A step that names a stream or subscriber that is not there does nothing, so that
 * any part of a run is a run.
 */
sealed interface Step {

  /** Writes in one commit. */
  record WriteInputs(List<Write> writes) implements Step {}

  /** Reads all of a resource. */
  record Snapshot(String resource, Json params) implements Step {}

  /** Reads one key of a resource. */
  record Lookup(String resource, Json params, Json key) implements Step {}

  /** Opens a stream under a name. */
  record Open(String stream, String resource, Json params) implements Step {}

  /** Adds a subscriber to a stream. */
  record Subscribe(String stream, String subscriber) implements Step {}

  /** Has a subscriber leave. */
  record Leave(String subscriber) implements Step {}

  /** Closes a stream, with its subscribers. */
  record Close(String stream) implements Step {}

  /** Has everything collected that is idle: what nobody is subscribed to. */
  record CollectIdle() implements Step {}
}
