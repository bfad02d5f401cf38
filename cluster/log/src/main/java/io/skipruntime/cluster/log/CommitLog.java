package io.skipruntime.cluster.log;

import java.util.List;
import java.util.Optional;

/**
 * A log that puts the records of several writers in one order and keeps them. The places of the
 * records are 1, 2, 3 …, without gaps; a record keeps its place for ever.
 *
 * <ul>
 *   <li>A record that {@link #append} has given a place survives what the log promises to survive,
 *       and no reader sees a record that may still be lost.
 *   <li>All readers see the same record at the same place.
 *   <li>A log may give up its first records when it has a snapshot that they are in. A log without
 *       snapshots keeps all records.
 * </ul>
 *
 * <p>{@link #append} and {@link #end} may be called by any thread, {@link #read}, {@link
 * #wantsSnapshot} and {@link #extent} by one at a time, and {@link #keep} by another one at a time.
 */
public interface CommitLog extends AutoCloseable {

  /**
   * Appends a record, and waits until it is durable.
   *
   * @param waitMillis for how long to wait at most
   * @return its place
   * @throws LogUnavailableException if it has no place, or it is not known whether it has one
   */
  long append(byte[] record, long waitMillis);

  /**
   * Appends some records in order, and waits until all are durable. Others may come between them.
   * No record gets a place unless all before it have one: if one cannot be appended, none after it
   * is, now or later, and a user who wants to go on appends again from the first that {@link #end}
   * does not have.
   *
   * @param waitMillis for how long to wait at most, perhaps for each
   * @throws LogUnavailableException if it is not known that all have a place; the first ones of
   *     them may have one, whatever the exception says of the one that it tells of
   */
  default void appendAll(List<byte[]> records, long waitMillis) {
    for (byte[] record : records) {
      long unused = append(record, waitMillis);
    }
  }

  /**
   * The records from a place on, in order.
   *
   * @param from the place of the first: at most one more than that of the last record, of which the
   *     user has read or was told
   * @param most how many are given at most; at least 1
   * @param waitMillis how long to wait if there is none yet
   * @return the records; none if there was none in time
   * @throws LogUnavailableException if the log cannot be read at present
   * @throws TrimmedLogException if the log has given up the first of them
   * @throws DamagedLogException if the log does not have what it had; a log may say so, too, if
   *     {@code from} is greater than that
   */
  List<byte[]> read(long from, int most, long waitMillis);

  /**
   * The place of the last durable record; 0 if there is none.
   *
   * @throws LogUnavailableException if the log cannot be read at present
   */
  long end();

  /**
   * The newest snapshot that is sound; empty if there is none.
   *
   * @throws LogUnavailableException if that cannot be read at present
   */
  default Optional<LogSnapshot> newestSnapshot() {
    return Optional.empty();
  }

  /**
   * Whether so much was appended since the newest snapshot that another one is worth its cost. Says
   * so once for each time that it becomes so, and at the first call; cheap.
   *
   * @throws LogUnavailableException if that cannot be read at present
   */
  default boolean wantsSnapshot() {
    return false;
  }

  /**
   * Keeps a snapshot, and gives up records and snapshots that are not needed any more. Waits until
   * the snapshot is durable. Does nothing if another user is keeping one.
   *
   * @throws LogUnavailableException if it cannot be kept; the log is as it was
   */
  default void keep(LogSnapshot snapshot) {}

  /**
   * How large the log is.
   *
   * @throws LogUnavailableException if that cannot be read at present
   */
  LogExtent extent();

  /**
   * Whether this user is the one of all that reads external sources. Asks for that, if there is no
   * other one; cheap, and asked again and again by one thread. When a user is closed or its process
   * ends, another one becomes it. For a short time two may think so.
   *
   * @throws LogUnavailableException if that cannot be known at present
   */
  boolean leads();

  /** Gives back what is held. May be called twice, also while another thread reads or appends. */
  @Override
  void close();
}
