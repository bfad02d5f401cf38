package io.skipruntime.connect;

import io.skipruntime.ExternalService;
import io.skipruntime.client.Entrypoint;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.client.feed.TimeLimits;
import io.skipruntime.json.Json;
import java.util.concurrent.CompletionStage;

/**
 * Another Skip service, in Java or TypeScript: its resources, as its streams tell them. Keys and
 * values are decoded into the types that the using service gives its {@code ExternalResource}.
 *
 * <p>A source is live while its stream is connected, and stale, with the reason and its last data,
 * from when the connection is lost or the resource has failed over there. It resumes where it was;
 * if the other service has forgotten the stream, or was started anew, another one is opened whose
 * contents replace what there was. A connection over which nothing comes, not even a heartbeat, is
 * given up.
 *
 * <p>Before there is any data, those who need it wait while the other service cannot be reached; if
 * it refuses the resource or its parameters, the subscription fails.
 *
 * <p>Thread-safe.
 */
public final class SkipExternalService implements ExternalService {

  private static final long SILENCE_MILLIS = 90_000;

  private final Feeds feeds = new Feeds();
  private final SkipServiceBroker broker;
  private final long silenceMillis;

  /** The service at {@code entrypoint}, given up when silent for 90 seconds: three heartbeats. */
  public SkipExternalService(Entrypoint entrypoint) {
    this(entrypoint, SILENCE_MILLIS);
  }

  /**
   * The service at {@code entrypoint}.
   *
   * @param silenceMillis for how long nothing may come over a connection; longer than the time
   *     between the other service's heartbeats
   */
  public SkipExternalService(Entrypoint entrypoint, long silenceMillis) {
    this.silenceMillis = TimeLimits.option("silenceMillis", silenceMillis);
    this.broker = new SkipServiceBroker(entrypoint);
  }

  @Override
  public CompletionStage<Void> subscribe(
      String instance, String resource, Json params, Callbacks callbacks) {
    return feeds.start(
        instance, new RemoteStream(broker, resource, params, silenceMillis, callbacks));
  }

  @Override
  public void unsubscribe(String instance) {
    feeds.stop(instance);
  }

  @Override
  public CompletionStage<Void> shutdown() {
    return feeds.close().thenRun(broker::close);
  }
}
