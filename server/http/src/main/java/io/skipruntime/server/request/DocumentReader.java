package io.skipruntime.server.request;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonSyntaxException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The reader of documents that clients send.
 *
 * <p>A virtual thread keeps its carrier as long as it computes, so a few large documents would keep
 * all carriers from all other requests. They are read by platform threads, among which the
 * operating system divides the processors; the virtual thread waits meanwhile without a carrier.
 */
final class DocumentReader {

  /** A shorter document is read faster than it is handed over. */
  private static final int LARGE_BYTES = 128 << 10;

  /** An idle thread ends so soon, since none belongs to a server that could end it. */
  private static final long IDLE_MILLIS = 1_000;

  private static final ExecutorService LARGE = pool();

  private DocumentReader() {}

  private static ExecutorService pool() {
    int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_MILLIS,
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("skip-large-documents-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * The value of a document.
   *
   * @param maxDepth how deep it may be nested
   * @throws JsonSyntaxException if it is not JSON
   */
  static Json read(byte[] utf8, int maxDepth) {
    if (utf8.length < LARGE_BYTES) {
      return Json.parse(utf8, maxDepth);
    }
    try {
      return CompletableFuture.supplyAsync(() -> Json.parse(utf8, maxDepth), LARGE).join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure; // such as that there is no memory, which is answered
        case null, default -> throw e;
      }
    }
  }
}
