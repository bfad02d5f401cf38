package io.skipruntime.server;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.server.options.ServerOptions;
import java.util.concurrent.CountDownLatch;

/** A service whose functions hang when they are told to. */
final class HangingService implements SkipService<HangingService.Inputs, HangingService.Inputs> {

  /** The number at which a function waits until {@link #release}. */
  static final long WAITS = -1;

  /** The number at which a function computes until {@link #release}. */
  static final long COMPUTES = -2;

  private static volatile CountDownLatch released = new CountDownLatch(1);
  private static volatile CountDownLatch entered = new CountDownLatch(1);

  record Inputs(EagerCollection<String, Long> numbers) {}

  /** Hangs at the numbers that say so. */
  private record Hanging() implements Mapper<String, Long, String, Long> {
    @Override
    public void mapEntry(String key, Values<Long> values, Emitter<String, Long> out) {
      hangAt(values.getUnique());
      out.emit(key, values.getUnique());
    }
  }

  /** The numbers, of an instance that hangs when it is built if its parameter says so. */
  record Own(long number) implements Resource<Inputs> {
    @Override
    public EagerCollection<String, Long> instantiate(Inputs in, Context context) {
      hangAt(number);
      return in.numbers();
    }
  }

  /** The numbers, for parameters that hang when they are made, if their number says so. */
  record Slow(long number) implements Resource<Inputs> {
    Slow {
      hangAt(number);
    }

    @Override
    public EagerCollection<String, Long> instantiate(Inputs in, Context context) {
      return in.numbers();
    }
  }

  static void prepare() {
    released = new CountDownLatch(1);
    entered = new CountDownLatch(1);
  }

  static void release() {
    released.countDown();
  }

  static void awaitEntered() {
    await(entered);
  }

  private static void hangAt(long number) {
    if (number == WAITS) {
      entered.countDown();
      await(released);
    }
    if (number == COMPUTES) {
      entered.countDown();
      while (released.getCount() > 0) {
        Thread.onSpinWait();
      }
    }
  }

  private static void await(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Inputs createGraph(Inputs inputs, Context context) {
    return new Inputs(inputs.numbers().map(new Hanging()));
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.<Inputs>empty()
        .and("all", (in, context) -> in.numbers())
        .and("own", Long.class, Own::new)
        .and("slow", Slow.class);
  }

  public static void main(String[] arguments) {
    SkipServer.run(new HangingService(), ServerOptions.fromArgs(arguments));
  }
}
