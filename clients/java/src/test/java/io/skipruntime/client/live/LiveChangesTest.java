package io.skipruntime.client.live;

import static io.skipruntime.client.live.BoardServer.points;
import static io.skipruntime.server.Wait.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.client.RemoteResource;
import io.skipruntime.client.live.BoardService.Player;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A live collection's changes, as a publisher gives them to subscribers that are slow. */
final class LiveChangesTest {

  private static final long TIMEOUT_MILLIS = 20_000;

  private final BoardServer service = new BoardServer();

  @AfterEach
  void close() {
    service.close();
  }

  /** Takes what it asks for. */
  private static final class Taker implements Flow.Subscriber<LiveChange<Long, Player>> {
    private final List<LiveChange<Long, Player>> taken = new CopyOnWriteArrayList<>();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean complete;
    private volatile @Nullable Throwable failure;

    Flow.Subscription subscription() {
      return Objects.requireNonNull(subscription);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
    }

    @Override
    public void onNext(LiveChange<Long, Player> change) {
      taken.add(change);
    }

    @Override
    public void onError(Throwable reason) {
      failure = reason;
    }

    @Override
    public void onComplete() {
      complete = true;
    }
  }

  @Test
  void changesThatNobodyAsksFor_areFoldedIntoOne() {
    service.write(1, 1);
    Taker taker = new Taker();
    try (LiveCollection<Long, Player> live = service.follow().awaitLoaded(TIMEOUT_MILLIS)) {
      live.changes().subscribe(taker);
      taker.subscription().request(1);
      until(() -> taker.taken.size() == 1);
      assertThat(points(taker.taken.getFirst().changed())).isEqualTo("{1=1}");

      service.write(2, 1);
      service.write(2, 2);
      service.write(3, 3);
      service.delete(3);
      service.write(4, 4);
      until(() -> points(live.contents()).equals("{1=1, 2=2, 4=4}"));
      assertThat(taker.taken).hasSize(1);
      taker.subscription().request(5);
      until(() -> taker.taken.size() == 2);
      LiveChange<Long, Player> change = taker.taken.getLast();
      assertThat(points(change.changed())).isEqualTo("{2=2, 4=4}");
      assertThat(points(change.before())).isEqualTo("{1=1}");
      assertThat(points(change.after())).isEqualTo("{1=1, 2=2, 4=4}");
      assertThat(taker.complete).isFalse();
    }
    until(() -> taker.complete);
  }

  @Test
  void subscriberThatCancels_isToldNoMore_andOneThatFailsHarmsNobody() {
    Taker cancelling = new Taker();
    Taker other = new Taker();
    try (LiveCollection<Long, Player> live = service.follow().awaitLoaded(TIMEOUT_MILLIS)) {
      live.changes()
          .subscribe(
              new Flow.Subscriber<>() {
                @Override
                public void onSubscribe(Flow.Subscription given) {
                  given.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(LiveChange<Long, Player> change) {
                  throw new IllegalStateException("no");
                }

                @Override
                public void onError(Throwable reason) {}

                @Override
                public void onComplete() {}
              });
      live.changes().subscribe(cancelling);
      live.changes().subscribe(other);
      cancelling.subscription().request(9);
      other.subscription().request(9);
      until(() -> cancelling.taken.size() == 1);
      cancelling.subscription().cancel();
      service.write(1, 1);
      until(() -> other.taken.size() == 2);
      assertThat(cancelling.taken).hasSize(1);
    }
    until(() -> other.complete);
    assertThat(cancelling.complete).isFalse();
  }

  @Test
  void subscriberOfWhatHasFailed_isToldWhy() {
    RemoteResource<Long, Player> nothing = RemoteResource.of("nothing", Long.class, Player.class);
    Taker early = new Taker();
    Taker late = new Taker();
    try (LiveCollection<Long, Player> live = LiveCollection.open(service.broker(), nothing)) {
      live.changes().subscribe(early);
      until(() -> early.failure != null);
      live.changes().subscribe(late);
      until(() -> late.failure != null);
      assertThat(late.failure).hasMessageContaining("404 unknown-resource");
    }
  }

  @Test
  void requestOfNothing_isAMistake() {
    Taker taker = new Taker();
    try (LiveCollection<Long, Player> live = service.follow().awaitLoaded(TIMEOUT_MILLIS)) {
      live.changes().subscribe(taker);
      taker.subscription().request(0);
      until(() -> taker.failure != null);
      assertThat(taker.failure).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
