package io.skipruntime.benchmarks;

import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.subjects.PublishSubject;
import java.util.List;

/** A pipeline of RxJava with hand-written state at its end. */
final class RxJavaFlow implements Flow {

  private final PublishSubject<Write> input = PublishSubject.create();
  private final Disposable subscription;
  private long sum;

  RxJavaFlow(PeerTask.Kind kind) {
    HandState state = HandState.of(kind);
    Observable<Write> writes = input;
    if (kind == PeerTask.Kind.MAPS) {
      writes =
          writes
              .map(write -> Write.of(write.key(), write.value() + 1))
              .map(write -> Write.of(write.key(), write.value() * 2))
              .map(write -> Write.of(write.key(), write.value() + 1));
    }
    subscription =
        writes
            .concatMapIterable(state::apply)
            .subscribe(
                result -> sum += result.sum(),
                failure -> {
                  throw new IllegalStateException(failure);
                });
  }

  @Override
  public long write(List<Write> writes) {
    writes.forEach(input::onNext);
    long taken = sum;
    sum = 0;
    return taken;
  }

  @Override
  public void close() {
    subscription.dispose();
  }
}
