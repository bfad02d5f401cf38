package io.skipruntime.jdbc;

import java.util.concurrent.CountDownLatch;

/** A function that H2 calls in queries, which returns when the test says so. */
public final class SlowFunction {

  private static volatile CountDownLatch released = new CountDownLatch(0);

  private SlowFunction() {}

  /** Makes the function wait. */
  static void hold() {
    released = new CountDownLatch(1);
  }

  /** Lets the function return. */
  static void release() {
    released.countDown();
  }

  /** Returns its argument, at some time. */
  public static int hang(int id) throws InterruptedException {
    released.await();
    return id;
  }
}
