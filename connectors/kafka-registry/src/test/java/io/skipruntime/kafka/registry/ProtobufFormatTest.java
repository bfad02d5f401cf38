package io.skipruntime.kafka.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Codecs;
import io.skipruntime.json.Json;
import io.skipruntime.kafka.UnfitRecordException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Records of Protobuf, whose bytes are put together field by field here. */
final class ProtobufFormatTest {

  private static final String ORDER =
      """
      syntax = "proto3";
      package shop;
      import "google/protobuf/timestamp.proto";
      import "google/protobuf/wrappers.proto";
      import "confluent/type/decimal.proto";
      import "confluent/meta.proto";
      import "google/type/date.proto";

      enum State { NEW = 0; PAID = 1; }

      message Order {
        message Line { string sku = 1; sint64 delta = 2; }
        message Other { map<int64, Line> by_number = 1; message Deep { bool it = 1; } }
        int64 number = 1 [(confluent.field_meta).doc = "of the order"];
        uint64 big = 2;
        State state = 3;
        map<string, int32> tags = 4;
        repeated Line lines = 5;
        google.protobuf.Timestamp at = 6;
        google.protobuf.Int64Value limit = 7;
        google.protobuf.Int64Value missing = 8;
        confluent.type.Decimal total = 9;
        google.type.Date day = 10;
        optional string note = 11;
        oneof payment { string card = 12; int32 invoice_days = 13; }
        bytes raw = 14;
        repeated int32 sizes = 15;
      }
      """;

  enum State {
    NEW,
    PAID
  }

  record Line(String sku, long delta) {}

  /** The fields of an order, but for the name of one which the record spells in its own way. */
  record Order(
      long number,
      BigInteger big,
      State state,
      Map<String, Integer> tags,
      List<Line> lines,
      Instant at,
      Optional<Long> limit,
      Optional<Long> missing,
      BigDecimal total,
      String day,
      Optional<String> note,
      Optional<String> card,
      String raw,
      List<Integer> sizes) {}

  private static final Order SAMPLE =
      new Order(
          9_007_199_254_740_993L,
          new BigInteger("18446744073709551615"),
          State.PAID,
          Map.of("gift", 1),
          List.of(new Line("a", -3)),
          Instant.parse("2026-01-31T12:00:00.000000001Z"),
          Optional.of(0L),
          Optional.empty(),
          new BigDecimal("-12.50"),
          "2026-02-28",
          Optional.empty(),
          Optional.of("1234"),
          "Af8=",
          List.of(1, 300));

  private final StandInRegistry registry = start();

  private static StandInRegistry start() {
    try {
      return StandInRegistry.start();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() {
    registry.close();
  }

  interface Fields {
    void to(CodedOutputStream target) throws IOException;
  }

  static byte[] message(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream target = CodedOutputStream.newInstance(bytes);
    try {
      fields.to(target);
      target.flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] sample() {
    return message(to -> {
      to.writeInt64(1, 9_007_199_254_740_993L);
      to.writeUInt64(2, -1);
      to.writeEnum(3, 1);
      to.writeByteArray(
          4,
          message(entry -> {
            entry.writeString(1, "gift");
            entry.writeInt32(2, 1);
          }));
      to.writeByteArray(
          5,
          message(line -> {
            line.writeString(1, "a");
            line.writeSInt64(2, -3);
          }));
      to.writeByteArray(
          6,
          message(at -> {
            at.writeInt64(1, 1_769_860_800L);
            at.writeInt32(2, 1);
          }));
      to.writeByteArray(7, new byte[0]);
      to.writeByteArray(
          9,
          message(total -> {
            total.writeByteArray(1, BigInteger.valueOf(-1_250).toByteArray());
            total.writeUInt32(2, 4);
            total.writeInt32(3, 2);
          }));
      to.writeByteArray(
          10,
          message(day -> {
            day.writeInt32(1, 2026);
            day.writeInt32(2, 2);
            day.writeInt32(3, 28);
          }));
      to.writeString(12, "1234");
      to.writeByteArray(14, new byte[] {1, -1});
      to.writeByteArray(15, new byte[] {1, -84, 2});
    });
  }

  private static byte[] framed(int id, byte[] indexes, byte[] message) {
    byte[] body = Arrays.copyOf(indexes, indexes.length + message.length);
    System.arraycopy(message, 0, body, indexes.length, message.length);
    return AvroFormatTest.framed(id, body);
  }

  private RegistryFormat format() {
    return RegistryFormat.protobuf(registry.client());
  }

  private Json decoded(byte[] indexes, byte[] message)
      throws UnfitRecordException, SourceException {
    int id = registry.add("orders-value", Kind.PROTOBUF, ORDER);
    return format().decode("orders", framed(id, indexes, message));
  }

  private static final byte[] FIRST = {0};

  @Test
  void message_becomesTheTypeOfTheAuthor_exactly() throws Exception {
    assertThat(Codecs.of(Order.class).decode(decoded(FIRST, sample()))).isEqualTo(SAMPLE);
  }

  @Test
  void timestamp_outsideOfTheYears0To9999_doesNotFit() throws Exception {
    long last = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
    assertThat(decoded(FIRST, at(last)).asObject().get("at"))
        .isEqualTo(Json.of("9999-12-31T23:59:59.000000000Z"));
    for (long second :
        new long[] {last + 1, Instant.parse("-0001-12-31T23:59:59Z").getEpochSecond()}) {
      assertThatThrownBy(() -> decoded(FIRST, at(second)))
          .isInstanceOf(UnfitRecordException.class)
          .hasMessageContaining("is not within the years 0 to 9999");
    }
  }

  private static byte[] at(long second) {
    byte[] timestamp = message(to -> to.writeInt64(1, second));
    return message(to -> to.writeByteArray(6, timestamp));
  }

  @Test
  void objectOfTheAuthor_isWritten_asItsMessage() throws Exception {
    byte[] bytes = format().withSchema(ORDER).encode("orders", Json.from(SAMPLE));
    int id = registry.add("orders-value", Kind.PROTOBUF, ORDER);
    byte[] expected = framed(id, FIRST, sample());
    assertThat(bytes).isEqualTo(expected);
  }

  @Test
  void messagesWithinOthers_areFoundByTheirIndexes_asMapsDoNotCount() throws Exception {
    byte[] line = message(to -> to.writeString(1, "a"));
    assertThat(decoded(new byte[] {4, 0, 0}, line))
        .isEqualTo(Json.parse("{\"sku\":\"a\",\"delta\":0}"));
    byte[] other =
        message(to ->
            to.writeByteArray(
                1,
                message(entry -> {
                  entry.writeInt64(1, -7);
                  entry.writeByteArray(2, line);
                })));
    Json json = Json.parse("{\"by_number\":{\"-7\":{\"sku\":\"a\",\"delta\":0}}}");
    assertThat(decoded(new byte[] {4, 0, 2}, other)).isEqualTo(json);
    assertThat(decoded(new byte[] {6, 0, 2, 0}, message(to -> to.writeBool(1, true))))
        .isEqualTo(Json.parse("{\"it\":true}"));
    byte[] written =
        format().withSchema(ORDER).withMessage("Order.Other.Deep").encode("o", Json.parse("{}"));
    assertThat(Arrays.copyOfRange(written, 5, written.length)).isEqualTo(new byte[] {6, 0, 2, 0});
    byte[] withMap =
        format()
            .withSchema(ORDER)
            .withMessage("shop.Order.Other")
            .encode("o", Json.parse("{\"byNumber\":{\"-7\":{\"sku\":\"a\"}}}"));
    assertThat(decoded(new byte[0], Arrays.copyOfRange(withMap, 5, withMap.length)))
        .isEqualTo(json);
  }

  @Test
  void importsThatAreReferences_areThoseOfTheirSubjects() throws Exception {
    registry.add(
        "deep", Kind.PROTOBUF, "syntax = \"proto3\"; package d; message Deep { int32 it = 1; }");
    registry.add(
        "middle",
        Kind.PROTOBUF,
        "syntax = \"proto3\"; package m; import public \"d/deep.proto\"; message M { d.Deep deep ="
            + " 1; }",
        new Reference("d/deep.proto", "deep", 1));
    int id =
        registry.add(
            "outer-value",
            Kind.PROTOBUF,
            "syntax = \"proto3\"; import \"m.proto\"; message Outer { m.M m = 1; }",
            new Reference("m.proto", "middle", 1));
    byte[] message =
        message(to ->
            to.writeByteArray(
                1, message(m -> m.writeByteArray(1, message(deep -> deep.writeInt32(1, 5))))));
    assertThat(format().decode("outer", framed(id, FIRST, message)))
        .isEqualTo(Json.parse("{\"m\":{\"deep\":{\"it\":5}}}"));
  }

  @Test
  void proto2_knowsWhatIsMissing() throws Exception {
    String schema =
        "syntax = \"proto2\"; message P { required int32 a = 1; optional int32 b = 2 [default = 9];"
            + " }";
    int id = registry.add("p-value", Kind.PROTOBUF, schema);
    assertThat(format().decode("p", framed(id, FIRST, message(to -> to.writeInt32(1, 0)))))
        .isEqualTo(Json.parse("{\"a\":0}"));
    assertThatThrownBy(() -> format().decode("p", framed(id, FIRST, new byte[0])))
        .isInstanceOf(UnfitRecordException.class);
    assertThatThrownBy(() -> format().encode("p", Json.parse("{\"b\":1}")))
        .isInstanceOf(UnfitRecordException.class)
        .hasMessageContaining("it has no member a");
  }

  private void doesNotFit(String json, String reason) {
    assertThatThrownBy(() -> format().withSchema(ORDER).encode("orders", Json.parse(json)))
        .isInstanceOf(UnfitRecordException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void jsonThatTheMessageHasNoFieldsFor_isRefused_withTheReason() {
    doesNotFit("{\"more\":1}", "shop.Order has no field for the member more");
    doesNotFit("{\"big\":-1}", "big: it is not within the 64 bits");
    doesNotFit("{\"state\":\"GONE\"}", "no constant of shop.State");
    doesNotFit("{\"card\":\"1\",\"invoice_days\":2}", "several members");
    doesNotFit("{\"tags\":{\"a\":2147483648}}", "tags: ");
    doesNotFit("{\"at\":\"noon\"}", "google.protobuf.Timestamp");
    doesNotFit("[]", "it does not fit the message shop.Order");
  }

  @Test
  void bytesThatAreNotOfTheSchema_doNotFit() {
    byte[][] wrong = {{}, {2}, {-1}, {2, 2}, {6, 0, 0, 0}, {1}, {0, 10, 5, 1}};
    for (byte[] body : wrong) {
      assertThatThrownBy(() -> decoded(body, new byte[0]))
          .as(Arrays.toString(body))
          .isInstanceOf(UnfitRecordException.class);
    }
  }

  @Test
  void schemaThatIsNone_isTold_andSuchARecordDoesNotFit() {
    int id = registry.add("bad-value", Kind.PROTOBUF, "message {");
    assertThatThrownBy(() -> format().decode("bad", framed(id, FIRST, new byte[0])))
        .isInstanceOf(UnfitRecordException.class)
        .hasMessageContaining("none of Protobuf");
    assertThatThrownBy(() -> format().encode("bad", Json.parse("{}")))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("none of Protobuf");
    int text = registry.add("text", Kind.JSON, "{}");
    byte[] json = AvroFormatTest.framed(text, "{}".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> format().decode("text", json))
        .isInstanceOf(UnfitRecordException.class)
        .hasMessageContaining("of the kind JSON");
  }
}
