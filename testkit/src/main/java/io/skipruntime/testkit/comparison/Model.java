package io.skipruntime.testkit.comparison;

import io.skipruntime.Entry;
import java.util.List;
import java.util.Map;

/** A model of a service: the definition of what it has to be, computed by other means. */
public interface Model {

  /**
   * The state after a write.
   *
   * @param writes entries by name of the input; one without values deletes its key
   * @throws io.skipruntime.json.DecodeException if an entry is not of its input's types, so that
   *     the service refuses the write
   */
  State written(State before, Map<String, ? extends List<? extends Entry<?, ?>>> writes);

  /** What a state means. */
  Prediction predict(State state);
}
