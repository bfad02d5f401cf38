package io.skipruntime.kafka;

import io.skipruntime.ExternalService.Callbacks;
import io.skipruntime.client.feed.Backoff;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.connect.SubscriptionFeed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The feed of one subscription of a topic. An attempt is a session, on a platform thread of its
 * own, since nothing may interrupt a consumer: the feed's thread waits for its end, and wakes the
 * consumer when the feed is stopped.
 */
final class TopicFeed extends SubscriptionFeed implements TopicState.Supply {

  private static final long FIRST_RETRY_MILLIS = 1_000;

  private final String topic;
  private final KafkaClients clients;
  private final KafkaOptions options;
  private final KafkaFailures failures;
  private final TopicState state;

  /**
   * A feed that is not started.
   *
   * @param name of the resource
   */
  TopicFeed(
      String name,
      TopicResource resource,
      KafkaClients clients,
      KafkaOptions options,
      Callbacks callbacks) {
    super(
        "skip-kafka-" + name, callbacks, new Backoff(FIRST_RETRY_MILLIS, options.maxRetryMillis()));
    this.topic = resource.topic();
    this.clients = clients;
    this.options = options;
    this.failures = new KafkaFailures(options);
    this.state = new TopicState(name, resource, callbacks, this);
  }

  @Override
  protected long attempt() throws SourceException, InterruptedException {
    state.begin();
    TopicSession session = new TopicSession(state, clients, options, failures);
    FutureTask<Void> running =
        new FutureTask<>(() -> {
          session.run();
          return null;
        });
    Thread.ofPlatform().daemon().name("skip-kafka-" + topic).start(running);
    try {
      running.get();
      return 0;
    } catch (ExecutionException e) {
      throw failures.of(e, topic);
    } catch (InterruptedException e) {
      session.wakeUp();
      awaitEnd(running);
      throw e;
    }
  }

  /** Waits for the end of a session that was told to end, whatever interrupts. */
  private static void awaitEnd(FutureTask<Void> session) {
    boolean isInterrupted = false;
    while (true) {
      try {
        session.get();
        break;
      } catch (InterruptedException e) {
        isInterrupted = true;
      } catch (ExecutionException e) {
        break; // the feed is stopped and tells no more
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void accepted() {
    supplied();
  }

  @Override
  public void confirmed() throws SourceException {
    confirm();
  }
}
