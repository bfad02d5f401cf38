package io.skipruntime.connect;

import io.skipruntime.ExternalService;
import io.skipruntime.client.Entrypoint;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.client.live.LiveOptions;
import io.skipruntime.json.Json;
import java.util.concurrent.CompletionStage;

/**
 * Another Skip service, in Java or TypeScript: its resources, as its streams tell them. Keys and
 * values are decoded into the types that the using service gives its {@code ExternalResource}.
 *
 * <p>A source is live while its stream is connected, and stale, with the reason and its last data,
 * from when the connection is lost or the resource has failed over there. It resumes where it was;
 * if the other service has forgotten the stream, or was started again, another one is opened whose
 * contents replace what there was. A connection over which nothing comes, not even a heartbeat, is
 * given up.
 *
 * <p>Before there is any data, those who need it wait while the other service cannot be reached; if
 * it refuses the resource or its parameters, the subscription fails.
 *
 * <p>Thread-safe.
 */
public final class SkipExternalService implements ExternalService {

  private final Feeds feeds = new Feeds();
  private final SkipServiceBroker broker;
  private final LiveOptions options;

  /**
   * The service at {@code entrypoint}, given up when a connection is silent for 10 seconds. The
   * other service is asked for a heartbeat every 3 seconds; one that does not say that it does so,
   * such as one in TypeScript, is given up after 90 seconds: three of the usual heartbeats.
   */
  public SkipExternalService(Entrypoint entrypoint) {
    this(entrypoint, LiveOptions.defaults());
  }

  /**
   * The service at {@code entrypoint}.
   *
   * @param silenceMillis for how long nothing may come over a connection; longer than the time
   *     between the other service's heartbeats
   */
  public SkipExternalService(Entrypoint entrypoint, long silenceMillis) {
    this(entrypoint, LiveOptions.defaults().withSilenceMillis(silenceMillis));
  }

  private SkipExternalService(Entrypoint entrypoint, LiveOptions options) {
    this.options = options;
    this.broker = new SkipServiceBroker(entrypoint);
  }

  /** How the connections are kept. */
  LiveOptions options() {
    return options;
  }

  @Override
  public CompletionStage<Void> subscribe(
      String instance, String resource, Json params, Callbacks callbacks) {
    return feeds.start(instance, new RemoteStream(broker, resource, params, options, callbacks));
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
