package io.skipruntime.engine.definition;

import io.skipruntime.AsyncResource;
import io.skipruntime.ClockResource;
import io.skipruntime.ExternalResource;
import io.skipruntime.WiringException;
import io.skipruntime.engine.async.AsyncCalls;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.ExternalNodes;
import io.skipruntime.engine.graph.Transaction;
import java.util.List;

/**
 * The refusal of all data that is not in the inputs, and so not in the log that shards follow.
 *
 * @param user how messages name what asks for data
 */
public record Refusal(String user) implements ExternalNodes {

  @Override
  public CollectionNode use(ExternalResource<?, ?> resource, Transaction transaction) {
    throw new WiringException(List.of(text(resource)));
  }

  private String text(ExternalResource<?, ?> resource) {
    return switch (resource.service()) {
      case ClockResource.SERVICE ->
          user
              + " uses the clock, which is another one on each shard; make the time an input,"
              + " and let a process write it";
      case AsyncResource.SERVICE ->
          user
              + " uses async calls, whose answers may be others on each shard; let a process"
              + " make the calls, and write the answers to an input";
      default ->
          user
              + " uses the external resource "
              + resource.service()
              + "."
              + resource.identifier()
              + "; to shards data comes through the log: make it an input and feed it";
    };
  }

  @Override
  public AsyncCalls asyncCalls() {
    throw new IllegalStateException("there are no async functions on shards");
  }
}
