package io.skipruntime.frameworks.quarkus;

import io.skipruntime.client.RemoteInput;
import io.skipruntime.client.SkipServiceBroker;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Map;

// region resource
/** The way by which the application writes; who follows the resource sees it at once. */
@Path("/numbers")
class Numbers {

  private static final RemoteInput<String, Long> NUMBERS =
      RemoteInput.of("numbers", String.class, Long.class);

  private final SkipServiceBroker service;

  Numbers(SkipServiceBroker service) {
    this.service = service;
  }

  /** Writes a number, and waits for its commit. */
  @PUT
  @Path("/{key}/{number}")
  @Blocking
  public void put(String key, long number) {
    service.update(NUMBERS, Map.of(key, List.of(number)));
  }
}
// endregion
