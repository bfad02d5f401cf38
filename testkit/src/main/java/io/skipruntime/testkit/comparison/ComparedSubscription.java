package io.skipruntime.testkit.comparison;

import io.skipruntime.engine.News;
import java.util.List;

/** A subscriber's connection to a stream of a {@link ComparedService}. */
public interface ComparedSubscription extends AutoCloseable {

  /**
   * Whether the subscriber has been told that there is news since it looked last.
   *
   * @param isDue whether there has to be news: then it is waited for, if it may take a while
   * @throws Difference if it was waited for and did not come
   */
  boolean isWoken(boolean isDue);

  /** What there is to see now that was not seen before. */
  News<Object, Object> news();

  /**
   * What had not been seen of a stream that was closed.
   *
   * @throws Difference if the subscriber is not told that the stream has ended
   */
  List<News<Object, Object>> rest();

  /** Leaves the stream, which stays open. */
  @Override
  void close();
}
