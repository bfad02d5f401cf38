package io.skipruntime.postgres;

import io.skipruntime.client.feed.SourceException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyDual;

/**
 * The stream of one slot, and the thread that reads it into an {@link Inbox}. The reader answers
 * the server, too: it is never long without reading, whatever the feed's thread does meanwhile, so
 * that a commit that takes long to apply does not end the connection.
 *
 * <p>It says that what is before {@code confirmed} is not needed any more. Nothing else moves the
 * slot. {@code CopyDual} is used because {@code PGReplicationStream} hides the server's keepalives,
 * and moves the position by itself.
 *
 * @see <a href="https://www.postgresql.org/docs/18/protocol-replication.html">the messages</a>
 */
final class ReplicationStream implements AutoCloseable {

  private static final Duration ANSWER_INTERVAL = Duration.ofSeconds(1);
  private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");
  private static final long MAX_OFFER_MILLIS = 1_000;
  private static final int ANSWER_BYTES = 34;
  private static final int DATA_HEADER = 25;

  private final long maxSilenceMillis;
  private final Connection connection;
  private final CopyDual copy;
  private final Inbox inbox;
  private final Thread reader;
  private volatile long confirmed;
  private volatile long lastReceived = System.nanoTime();
  private volatile boolean isReading;
  private volatile boolean isClosed;
  private long received;
  private long answered;
  private long lastAnswer = System.nanoTime();

  /**
   * Starts a stream.
   *
   * @param connection of the replication protocol, which ends when the server is silent until the
   *     stream has begun; the stream closes it
   * @param from position to begin at; 0 for that of the slot
   */
  ReplicationStream(
      Connection connection, PostgresOptions options, String slot, long from, Inbox inbox)
      throws SQLException {
    this.maxSilenceMillis = options.maxSilenceMillis();
    this.connection = connection;
    this.inbox = inbox;
    this.confirmed = from;
    this.received = from;
    this.copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyDual(
                "START_REPLICATION SLOT %s LOGICAL %s (proto_version '1', publication_names %s, messages 'true')"
                    .formatted(
                        slot,
                        Lsn.text(from),
                        TableName.literal(TableName.quoted(options.publication()))));
    Sessions.setPatient(connection);
    this.reader = Thread.ofVirtual().name("skip-postgres-reader").unstarted(this::run);
  }

  /** Begins to read. */
  void start() {
    reader.start();
  }

  /** Tells the server, soon, that it needs to keep nothing before a position. */
  void confirm(long lsn) {
    confirmed = Math.max(confirmed, lsn);
  }

  /** Ends the connection if the server has been silent for long though it was listened to. */
  void checkSilence() throws SourceException {
    if (isReading
        && System.nanoTime() - lastReceived > TimeUnit.MILLISECONDS.toNanos(maxSilenceMillis)) {
      throw SourceException.passing(
          "the database has been silent for " + maxSilenceMillis / 1_000 + " seconds");
    }
  }

  private void run() {
    try {
      while (!isClosed) {
        lastReceived = System.nanoTime();
        isReading = true;
        byte[] frame = copy.readFromCopy(true);
        isReading = false;
        lastReceived = System.nanoTime();
        if (frame == null) {
          throw new SQLException("the database has ended the stream");
        }
        handle(ByteBuffer.wrap(frame));
      }
    } catch (SQLException e) {
      inbox.add(new Inbox.Event.Failed(Failures.of(e)));
    } catch (InterruptedException | RuntimeException e) {
      inbox.add(new Inbox.Event.Failed(SourceException.passing(SourceException.messageOf(e))));
    }
  }

  private void handle(ByteBuffer frame) throws SQLException, InterruptedException {
    char kind = (char) frame.get(0);
    if (kind == 'k') {
      long end = frame.getLong(1);
      boolean isAnswerWanted = frame.get(17) != 0;
      received = Math.max(received, end);
      inbox.add(new Inbox.Event.SentUpTo(end, isAnswerWanted));
      if (isAnswerWanted) {
        answer();
      }
    } else if (kind == 'w') {
      long start = frame.getLong(1);
      received = Math.max(received, start);
      frame.position(DATA_HEADER);
      Inbox.Event.Message message = new Inbox.Event.Message(start, frame.slice());
      while (!inbox.offer(message, Math.min(MAX_OFFER_MILLIS, maxSilenceMillis / 12))) {
        answer();
      }
    }
    long sinceAnswer = System.nanoTime() - lastAnswer;
    if ((confirmed != answered && sinceAnswer > ANSWER_INTERVAL.toNanos())
        || sinceAnswer > 10 * ANSWER_INTERVAL.toNanos()) {
      answer();
    }
  }

  private void answer() throws SQLException {
    long flushed = confirmed;
    ByteBuffer answer = ByteBuffer.allocate(ANSWER_BYTES);
    answer.put((byte) 'r').putLong(Math.max(received, flushed)).putLong(flushed).putLong(flushed);
    answer.putLong(TimeUnit.NANOSECONDS.toMicros(Duration.between(EPOCH, Instant.now()).toNanos()));
    copy.writeToCopy(answer.array(), 0, ANSWER_BYTES);
    copy.flushCopy();
    answered = flushed;
    lastAnswer = System.nanoTime();
  }

  /** Closes the connection, whatever the reader does. */
  @Override
  public void close() {
    isClosed = true;
    Sessions.abort(connection);
    reader.interrupt();
    Sessions.joinQuietly(reader);
  }
}
