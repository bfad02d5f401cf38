package io.skipruntime.engine.source;

import io.skipruntime.ExternalService;

/** A subscription of an external service of the engine's, as deliveries know it. */
interface SourceSubscription extends ExternalService.Callbacks {

  /** The source that the subscription is for. */
  ExternalSource source();

  /** Whether this is a subscription of an external service of a running service. */
  boolean isOf(IntakeWriter ofWriter, String service);
}
