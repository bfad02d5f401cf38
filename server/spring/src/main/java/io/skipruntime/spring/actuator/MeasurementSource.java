package io.skipruntime.spring.actuator;

import io.skipruntime.server.Measurement;
import java.util.List;

/** A source of the numbers of a service and of what serves it. Thread-safe. */
@FunctionalInterface
public interface MeasurementSource {

  /** The numbers at this moment. */
  List<Measurement> measurements();
}
