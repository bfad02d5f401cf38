package io.skipruntime.engine.spi;

/**
 * A resource of which its clients say what it computes, as the queries that they write. What its
 * nodes take in one transaction is within {@link WorkBounds}: where they take more, the instance
 * fails for good and nothing else, since all writes wait meanwhile.
 *
 * <p>A node that it shares with what others ask for without limit has none.
 *
 * @param <S> the record of what the service shares
 */
public interface LimitedResource<S> {

  /**
   * Does beforehand what {@code instantiate} does without reading a collection. It is called
   * without the write lock, by any thread, before an instance is opened, and keeps what it has
   * found out itself. What it throws the client is told, and nothing is opened.
   *
   * @param shared what the service shares; no collection of it can be read
   */
  void prepare(S shared);

  /**
   * The failure that clients are told of in place of one of a function of the instance.
   *
   * @param cause what the function has thrown, or {@link WorkLimitException.Exceeded}
   */
  Throwable told(Throwable cause);
}
