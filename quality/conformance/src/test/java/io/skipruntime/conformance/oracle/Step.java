package io.skipruntime.conformance.oracle;

import io.skipruntime.Entry;
import io.skipruntime.conformance.Write;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.testkit.comparison.Comparison;
import io.skipruntime.testkit.comparison.Instance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A step of a run. A step that names a stream or subscriber that is not there does nothing, so that
 * any part of a run is a run.
 */
sealed interface Step {

  /** Carries the step out. */
  void carryOut(Comparison comparison);

  /** The writes of one commit. */
  record WriteInputs(List<Write> writes) implements Step {
    @Override
    public void carryOut(Comparison comparison) {
      Map<String, List<Entry<Json, Json>>> entries = new LinkedHashMap<>();
      for (Write write : writes) {
        List<Entry<Json, Json>> of =
            entries.computeIfAbsent(write.collection(), none -> new ArrayList<>());
        for (Json entry : write.entries().elements()) {
          JsonArray keyAndValues = entry.asArray();
          of.add(new Entry<>(keyAndValues.get(0), keyAndValues.get(1).asArray().elements()));
        }
      }
      comparison.write(entries);
    }
  }

  /** The reading of all of a resource. */
  record Snapshot(String resource, Json params) implements Step {
    @Override
    public void carryOut(Comparison comparison) {
      comparison.read(new Instance(resource, params));
    }
  }

  /** The reading of one key of a resource. */
  record Lookup(String resource, Json params, Json key) implements Step {
    @Override
    public void carryOut(Comparison comparison) {
      comparison.lookUp(new Instance(resource, params), key);
    }
  }

  /** The opening of a stream under a name. */
  record Open(String stream, String resource, Json params) implements Step {
    @Override
    public void carryOut(Comparison comparison) {
      comparison.open(stream, new Instance(resource, params));
    }
  }

  /** The subscription of a subscriber to a stream. */
  record Subscribe(String stream, String subscriber) implements Step {
    @Override
    public void carryOut(Comparison comparison) {
      comparison.subscribe(subscriber, stream, true);
    }
  }

  /** The leaving of a subscriber. */
  record Leave(String subscriber) implements Step {
    @Override
    public void carryOut(Comparison comparison) {
      comparison.unsubscribe(subscriber);
    }
  }

  /** The closing of a stream, with its subscribers. */
  record Close(String stream) implements Step {
    @Override
    public void carryOut(Comparison comparison) {
      comparison.close(stream);
    }
  }

  /** The collection of all that is idle: what nobody is subscribed to. */
  record CollectIdle() implements Step {
    @Override
    public void carryOut(Comparison comparison) {
      comparison.advance(Comparison.RESUME_MILLIS);
    }
  }
}
