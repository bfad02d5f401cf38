package io.skipruntime.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.server.SkipServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Messages that are well-formed but ask for what there is not: a refusal, and the client goes on.
 */
class RefusedMessagesTest {

  private static final int FLOAT4 = 700;
  private static final int FLOAT8 = 701;
  private static final int TEXT = 25;
  private static final int DATE = 1082;
  private static final int TIMESTAMPTZ = 1184;
  private static final int INTEGER = 23;
  private static final int NUMERIC = 1700;
  private static final int JSONB = 3802;

  private static SkipServer server;

  private WireClient client;

  @BeforeAll
  static void start() {
    server = Orders.started(Orders.options());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void connect() throws IOException {
    client = new WireClient(server.postgresPort().orElseThrow());
  }

  @AfterEach
  void disconnect() throws IOException {
    client.close();
  }

  private void assertRefused(Optional<Map<Character, String>> refusal, String state)
      throws IOException {
    assertThat(refusal).isPresent();
    assertThat(refusal.orElseThrow())
        .containsEntry('C', state)
        .containsEntry('S', "ERROR")
        .satisfies(
            fields -> assertThat(fields.get('M')).doesNotContain("Exception", "Error", "java"));
    assertThat(client.simple("SELECT 1")).isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] numeric(int groups, int weight, int scale, int group) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + 2 * groups);
    bytes.putShort((short) groups).putShort((short) weight).putShort((short) 0);
    bytes.putShort((short) scale);
    for (int i = 0; i < groups; i++) {
      bytes.putShort((short) group);
    }
    return bytes.array();
  }

  @Test
  void documentsThatAreNoJson() throws IOException {
    for (String text : List.of("\1{bad", "\1", "\1\"\\ud800\"", "\1{\"a\":1,\"a\":2}")) {
      assertRefused(client.binary("SELECT $1::jsonb", JSONB, bytes(text)), "22P02");
    }
    assertRefused(client.binary("SELECT $1::jsonb", JSONB, bytes("\2{}")), "22P03");
  }

  @Test
  void numbersThatAreNone_orTooLong() throws IOException {
    String query = "SELECT $1::numeric";
    assertRefused(client.binary(query, NUMERIC, numeric(1, 0, 0, -5)), "22P03");
    assertRefused(client.binary(query, NUMERIC, numeric(1, 0, 0, 10_000)), "22P03");
    assertRefused(client.binary(query, NUMERIC, numeric(0xffff, 0, 0, 9_999)), "22003");
    assertRefused(client.binary(query, NUMERIC, numeric(1, Short.MAX_VALUE, 0, 1)), "22003");
    assertRefused(client.binary(query, NUMERIC, numeric(1, Short.MIN_VALUE, 0, 1)), "22003");
    assertRefused(client.binary(query, NUMERIC, numeric(1, 0, 0x3fff, 1)), "22003");
    assertThat(client.binary(query, NUMERIC, numeric(250, 249, 0, 9_999))).isEmpty();
  }

  @Test
  void infiniteValues() throws IOException {
    byte[] single = ByteBuffer.allocate(Float.BYTES).putFloat(Float.NaN).array();
    assertRefused(client.binary("SELECT $1::numeric", FLOAT4, single), "0A000");
    byte[] twice = ByteBuffer.allocate(Double.BYTES).putDouble(Double.POSITIVE_INFINITY).array();
    assertRefused(client.binary("SELECT $1::float8", FLOAT8, twice), "0A000");
    byte[] date = ByteBuffer.allocate(Integer.BYTES).putInt(Integer.MAX_VALUE).array();
    assertRefused(client.binary("SELECT $1::date", DATE, date), "0A000");
    byte[] time = ByteBuffer.allocate(Long.BYTES).putLong(Long.MIN_VALUE).array();
    assertRefused(client.binary("SELECT $1::timestamptz", TIMESTAMPTZ, time), "0A000");
  }

  @Test
  void textsWithZeros() throws IOException {
    assertRefused(client.binary("SELECT $1::text", TEXT, new byte[] {'a', 0, 'b'}), "22021");
  }

  @Test
  void resultsThatHaveNoBinaryForm_asTheyAreSent() throws IOException {
    byte[] days = ByteBuffer.allocate(Integer.BYTES).putInt(Integer.MAX_VALUE).array();
    String query = "SELECT (n * $1::bigint) * interval '1 day' FROM generate_series(0, 3) AS s(n)";
    assertRefused(client.binary(query, INTEGER, days), "22008");
  }

  @Test
  void formats_thatAreNotOneForEachColumn() throws IOException {
    assertRefused(client.described("SELECT 1, 2, 3", 2), "08P01");
    assertThat(client.described("SELECT 1, 2, 3", 3)).isEmpty();
  }

  @Test
  void aWord_thatIsRepeatedWithoutEnd() throws IOException {
    String declare = "DECLARE c " + "INSENSITIVE ".repeat(80_000) + "CURSOR FOR SELECT 1";
    assertRefused(client.simple(declare), "25P01");
    assertRefused(client.extended(declare), "25P01");
  }

  @Test
  void statements_takeMemoryThatAllClientsShare() throws IOException {
    ResultMemory memory = new ResultMemory(100);
    ResultMemory.Share first = memory.new Share(Long.MAX_VALUE);
    ResultMemory.Share second = memory.new Share(Long.MAX_VALUE);
    first.take(60);
    assertThatThrownBy(() -> second.take(60)).isInstanceOf(Failure.class);
    second.release();
    second.take(40);
    first.release();
    second.take(60);
  }

  private static double heldBytes() {
    return server.measurements().stream()
        .filter(each -> each.name().equals("skip_postgres_held_bytes"))
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void aLackOfMemory_isNoDefect() {
    assertThat(Failure.of(new OutOfMemoryError("Java heap space")).state()).isEqualTo("53200");
    assertThat(Failure.of(new StackOverflowError()).state()).isEqualTo("XX000");
  }

  @Test
  void preparedStatements_takeMemory_untilTheyAreGivenUp() throws IOException {
    String text = "SET a = '" + "x".repeat(10_000) + "'";
    double before = heldBytes();
    assertThat(client.prepared("s", text)).isEmpty();
    assertThat(client.prepared("", text)).isEmpty();
    assertThat(client.prepared("", text)).isEmpty();
    assertThat(heldBytes() - before).isBetween(40_000.0, 50_000.0);
    assertThat(client.simple("RESET ALL")).isEmpty();
    assertThat(heldBytes() - before).isBetween(40_000.0, 50_000.0);
    assertThat(client.simple("DEALLOCATE s")).isEmpty();
    assertThat(heldBytes() - before).isBetween(20_000.0, 25_000.0);
    assertThat(client.simple("DEALLOCATE ALL")).isEmpty();
    assertThat(heldBytes()).isEqualTo(before);
  }

  @Test
  void aStartWithoutUser_isRefused() throws IOException {
    for (String parameters : List.of("", "database\0skip\0", "user\0\0")) {
      assertThat(WireClient.refusedStart(server.postgresPort().orElseThrow(), parameters))
          .containsEntry('C', "28000")
          .containsEntry('S', "FATAL")
          .containsEntry('M', "the startup message does not name a user");
    }
  }

  @Test
  void namesThatAreNotThere_areRefusedAsByPostgres() throws IOException {
    assertRefused(client.simple("DEALLOCATE s"), "26000");
    assertRefused(client.simple("DEALLOCATE PREPARE \"S\""), "26000");
    assertRefused(client.extended("DEALLOCATE s"), "26000");
    assertRefused(client.described('S', "s"), "26000");
    assertRefused(client.described('P', "p"), "34000");
    assertRefused(client.executed("p"), "34000");
    assertRefused(client.simple("CLOSE c"), "34000");
    assertRefused(client.simple("FETCH c"), "34000");
    assertRefused(client.closed('x', "s"), "08P01");
    assertThat(client.closed('S', "s")).isEmpty();
    assertThat(client.closed('P', "p")).isEmpty();
    assertThat(client.simple("DEALLOCATE ALL")).isEmpty();
    assertThat(client.prepared("s", "SELECT 1")).isEmpty();
    assertThat(client.simple("DEALLOCATE S")).isEmpty();
    assertRefused(client.simple("DEALLOCATE s"), "26000");
  }

  @Test
  void binaryDocuments_areReadOnce() throws IOException {
    for (String text : List.of("\"a\"", "\"[1]\"", "\"\\\"\"", "{\"a\":\"b\"}", "null", "12")) {
      String quoted = "'" + text + "'";
      assertThat(
              client.binary(
                  "SELECT 1 / (CASE WHEN $1::jsonb = " + quoted + "::jsonb THEN 1 ELSE 0 END)",
                  JSONB,
                  bytes("\1" + text)))
          .as(text)
          .isEmpty();
    }
  }

  @Test
  void manyStatements_areSplitInOnePass() {
    String first = "SELECT '日本😀'";
    List<StatementText> all = StatementText.split(first + ";" + "a;".repeat(300_000));
    assertThat(all).hasSize(300_001);
    List<Integer> starts = new ArrayList<>();
    all.subList(0, 3).forEach(each -> starts.add(each.start()));
    assertThat(starts).containsExactly(0, 13, 15);
    assertThat(all.getLast().start()).isEqualTo(13 + 2 * 299_999);
  }
}
