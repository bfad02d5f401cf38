package io.skipruntime.redis;

import java.util.List;
import java.util.Optional;

/**
 * One look at a stream: what the server had at one moment. Immutable.
 *
 * @param isThere whether there is a stream
 * @param length how many records it has
 * @param added how many records were ever added to it
 * @param first the identifier of its first record; {@link RecordId#ZERO} if it has none
 * @param last the greatest identifier that it has ever had
 * @param atMark the record at the mark that the look goes on from, if it is still there
 * @param next the records after the mark, from the oldest one on
 * @param isFull whether there may be more of them
 */
record StreamLook(
    boolean isThere,
    long length,
    long added,
    RecordId first,
    RecordId last,
    Optional<StreamRecord> atMark,
    List<StreamRecord> next,
    boolean isFull) {

  /** The look at a stream that is not there. */
  static final StreamLook NOTHING =
      new StreamLook(false, 0, 0, RecordId.ZERO, RecordId.ZERO, Optional.empty(), List.of(), false);

  /** The mark from which on all records are read that there are. */
  StreamMark beforeAll() {
    return new StreamMark(RecordId.ZERO, added - length, "");
  }

  /**
   * Why the records after a mark are not all that there was after it; empty if they are.
   *
   * <ul>
   *   <li>Redis counts the records that are added to a stream. Of a stream whose first record is
   *       after the mark, all that were added after it are there, or some are lost. Of any other,
   *       that is known when its end is read.
   *   <li>A stream that was made again counts from the beginning, and its records differ.
   * </ul>
   */
  Optional<String> lossSince(StreamMark mark) {
    boolean isMadeAgain =
        last.compareTo(mark.id()) < 0
            || added < mark.added()
            || atMark.filter(each -> !each.digest().equals(mark.digest())).isPresent();
    if (isMadeAgain) {
      return Optional.of("it was deleted and made again");
    }
    long expected = mark.added() + next.size();
    boolean isAllAfter = length == 0 || first.compareTo(mark.id()) > 0;
    boolean isWhole =
        isAllAfter
            ? added == mark.added() + length
            : isFull ? added >= expected : added == expected;
    return isWhole
        ? Optional.empty()
        : Optional.of(
            "records after %s were trimmed before they were read, or it was made again"
                .formatted(mark.id()));
  }
}
