package io.skipruntime.engine.graph;

import io.skipruntime.ExternalResource;
import io.skipruntime.engine.async.AsyncCalls;

/** The place where functions get the collections that mirror external resources. */
public interface ExternalNodes {

  /**
   * The collection of an external resource.
   *
   * @throws ExternalDataNeeded if its data is not there yet; the transaction is to be put aside
   */
  CollectionNode use(ExternalResource<?, ?> resource, Transaction transaction);

  /** The calls of async functions, whose outcomes are in external resources. */
  AsyncCalls asyncCalls();
}
