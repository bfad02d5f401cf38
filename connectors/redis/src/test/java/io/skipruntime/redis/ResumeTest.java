package io.skipruntime.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.followed.Followed;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XTrimParams;

/** Services with a data directory that are stopped and started while their stream changes. */
final class ResumeTest extends StreamTests {

  @TempDir private Path directory = Path.of("");

  private void run(StreamTable table, String rows) throws Exception {
    Followed followed = resume(directory, table);
    followed.becomes(ROWS, rows);
    followed.becomesLive(ROWS);
    stop(followed);
  }

  private void run(String rows) throws Exception {
    run(StreamTable.of(STREAM), rows);
  }

  private void trimTo(int length) {
    redis().xtrim(STREAM, XTrimParams.xTrimParams().maxLen(length));
  }

  @Test
  void restart_goesOnFromThePosition_withoutWhatIsBeforeIt() throws Exception {
    add("key", "a", "value", "1");
    add("key", "b", "value", "2");
    run("\"a\"=1 \"b\"=2");
    trimTo(0);
    run("\"a\"=1 \"b\"=2");
    add("key", "c", "value", "3");
    run("\"a\"=1 \"b\"=2 \"c\"=3");
    add("key", "d", "value", "4");
    trimTo(1);
    run("\"a\"=1 \"b\"=2 \"c\"=3 \"d\"=4");
  }

  @Test
  void recordsThatAreTrimmedBeforeTheyWereRead_makeAllBeReadAgain() throws Exception {
    add("key", "a", "value", "1");
    run("\"a\"=1");
    add("key", "b", "value", "2");
    add("key", "c", "value", "3");
    trimTo(1);
    run("\"c\"=3");
  }

  @Test
  void recordsThatAreDeletedBeforeTheyWereRead_makeAllBeReadAgain() throws Exception {
    add("key", "a", "value", "1");
    run("\"a\"=1");
    StreamEntryID id = redis().xadd(STREAM, StreamEntryID.NEW_ENTRY, Map.of("key", "a"));
    add("key", "c", "value", "3");
    redis().xdel(STREAM, id);
    run("\"a\"=1 \"c\"=3");
    redis().xdel(STREAM, redis().xrange(STREAM, "-", "+").getLast().getID());
    run("\"a\"=1 \"c\"=3"); // it was read, so nothing is missing
  }

  @Test
  void streamThatIsMadeAgain_isReadFromItsStart_whateverItHas() throws Exception {
    addAt(new StreamEntryID(1, 0), "key", "a", "value", "1");
    addAt(new StreamEntryID(2, 0), "key", "b", "value", "2");
    run("\"a\"=1 \"b\"=2");
    redis().del(STREAM);
    addAt(new StreamEntryID(2, 0), "key", "c", "value", "3"); // fewer, and the same identifier
    run("\"c\"=3");
    redis().del(STREAM);
    addAt(new StreamEntryID(1, 0), "key", "d", "value", "4"); // lower identifiers
    run("\"d\"=4");
    redis().del(STREAM);
    for (int i = 5; i < 9; i++) { // more, and greater identifiers
      addAt(new StreamEntryID(i, 0), "key", "e" + i, "value", "1");
    }
    run("\"e5\"=1 \"e6\"=1 \"e7\"=1 \"e8\"=1");
  }

  @Test
  void otherDefinition_readsAllAgain() throws Exception {
    add("key", "a", "value", "1", "other", "2");
    run("\"a\"=1");
    run(StreamTable.of(STREAM).withValueField("other"), "\"a\"=2");
    assertThat(redis().xinfoGroups(STREAM)).isEmpty();
  }
}
