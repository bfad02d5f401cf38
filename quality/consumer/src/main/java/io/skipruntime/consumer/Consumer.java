package io.skipruntime.consumer;

import io.skipruntime.client.Entrypoint;
import io.skipruntime.client.RemoteInput;
import io.skipruntime.client.RemoteResource;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.util.List;
import java.util.Map;

/** Serves {@link Doubles}, and uses it by the client. */
public final class Consumer {

  private Consumer() {}

  /** Fails unless the service answers as it should. */
  public static void main(String[] arguments) {
    try (SkipServer server =
            SkipServer.start(new Doubles(), ServerOptions.defaults().withPorts(0, 0));
        SkipServiceBroker broker =
            new SkipServiceBroker(Entrypoint.local(server.streamingPort(), server.controlPort()))) {
      broker.update(RemoteInput.of("numbers", String.class, Long.class), Map.of("a", List.of(21L)));
      long twice = broker.getUnique(RemoteResource.of("twice", String.class, Long.class), "a");
      if (twice != 42) {
        throw new IllegalStateException("expected 42, found " + twice);
      }
      System.out.println("the consumer has its answer: " + twice);
    }
  }
}
