package io.skipruntime.kafka.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Codecs;
import io.skipruntime.json.Json;
import io.skipruntime.kafka.UnfitRecordException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Records of Avro, which Avro's own library writes and reads here. */
final class AvroFormatTest {

  private static final String ORDER =
      """
      {"type":"record","name":"Order","namespace":"shop","fields":[
       {"name":"id","type":{"type":"string","logicalType":"uuid"}},
       {"name":"total","type":{"type":"bytes","logicalType":"decimal","precision":20,"scale":2}},
       {"name":"day","type":{"type":"int","logicalType":"date"}},
       {"name":"at","type":{"type":"long","logicalType":"timestamp-micros"}},
       {"name":"number","type":"long"},
       {"name":"state","type":{"type":"enum","name":"State","symbols":["NEW","PAID"]}},
       {"name":"note","type":["null","string"],"default":null},
       {"name":"tags","type":{"type":"map","values":"int"}},
       {"name":"lines","type":{"type":"array","items":
         {"type":"record","name":"Line","fields":[
          {"name":"sku","type":"string"},{"name":"price","type":"double"}]}}},
       {"name":"payment","type":[
         {"type":"record","name":"Card","fields":[{"name":"last","type":"string"}]},
         {"type":"record","name":"Invoice","fields":[{"name":"days","type":"int"}]}]}]}
      """;

  enum State {
    NEW,
    PAID
  }

  record Line(String sku, double price) {}

  sealed interface Payment {}

  record Card(String last) implements Payment {}

  record Invoice(int days) implements Payment {}

  record Order(
      UUID id,
      BigDecimal total,
      String day,
      Instant at,
      long number,
      State state,
      Optional<String> note,
      Map<String, Integer> tags,
      List<Line> lines,
      Payment payment) {}

  private static final Order SAMPLE =
      new Order(
          UUID.fromString("8c1fe0c2-94f5-4b28-8a3c-1b6a42a4d1f0"),
          new BigDecimal("123456789012345678.90"),
          "2026-02-28",
          Instant.parse("2026-01-31T12:00:00.000001Z"),
          9_007_199_254_740_993L,
          State.PAID,
          Optional.empty(),
          Map.of("gift", 1),
          List.of(new Line("a", 1.5), new Line("b", 0.1)),
          new Invoice(30));

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

  static byte[] framed(int id, byte[] body) {
    return ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(id).put(body).array();
  }

  static byte[] encoded(Schema schema, @Nullable Object datum) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<Object>(schema).write(datum, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static GenericData.Record record(Schema schema, Map<String, ?> fields) {
    GenericData.Record record = new GenericData.Record(schema);
    fields.forEach(record::put);
    return record;
  }

  private static byte[] sample(Schema schema) {
    Schema line = schema.getField("lines").schema().getElementType();
    Schema invoice = schema.getField("payment").schema().getTypes().get(1);
    Map<String, Object> fields = new HashMap<>();
    fields.put("id", "8c1fe0c2-94f5-4b28-8a3c-1b6a42a4d1f0");
    fields.put("total", ByteBuffer.wrap(new BigInteger("12345678901234567890").toByteArray()));
    fields.put("day", 20_512); // days since 1970
    fields.put("at", 1_769_860_800_000_001L);
    fields.put("number", 9_007_199_254_740_993L);
    fields.put("state", new GenericData.EnumSymbol(schema.getField("state").schema(), "PAID"));
    fields.put("tags", Map.of("gift", 1));
    fields.put(
        "lines",
        List.of(
            record(line, Map.of("sku", "a", "price", 1.5)),
            record(line, Map.of("sku", "b", "price", 0.1))));
    fields.put("payment", record(invoice, Map.of("days", 30)));
    return encoded(schema, record(schema, fields));
  }

  private Json decoded(String schema, byte[] body) throws UnfitRecordException, SourceException {
    int id = registry.add("orders-value", Kind.AVRO, schema);
    return RegistryFormat.avro(registry.client()).decode("orders", framed(id, body));
  }

  private byte[] written(String schema, Json json) throws UnfitRecordException, SourceException {
    byte[] bytes = RegistryFormat.avro(registry.client()).withSchema(schema).encode("orders", json);
    assertThat(bytes[0]).isZero();
    return Arrays.copyOfRange(bytes, 5, bytes.length);
  }

  private static Schema schema(String text) {
    return new Schema.Parser().parse(text);
  }

  @Test
  void record_becomesTheTypeOfTheAuthor_exactly() throws Exception {
    Json json = decoded(ORDER, sample(schema(ORDER)));
    assertThat(Codecs.of(Order.class).decode(json)).isEqualTo(SAMPLE);
  }

  @Test
  void objectOfTheAuthor_isWritten_asAvroItselfWritesIt() throws Exception {
    assertThat(written(ORDER, Json.from(SAMPLE))).isEqualTo(sample(schema(ORDER)));
  }

  private void hasForm(String type, Object datum, String json) throws Exception {
    byte[] body = encoded(schema(type), datum);
    assertThat(decoded(type, body)).as(type).isEqualTo(Json.parse(json));
    assertThat(written(type, Json.parse(json))).as(type).isEqualTo(body);
  }

  @Test
  void scalarsAndLogicalTypes_haveOneForm_readAndWritten() throws Exception {
    hasForm("\"long\"", Long.MIN_VALUE, "-9223372036854775808");
    hasForm("\"int\"", -5, "-5");
    hasForm("\"float\"", 0.1f, "0.1");
    hasForm("\"double\"", Double.NEGATIVE_INFINITY, "\"-Infinity\"");
    hasForm("\"double\"", Double.NaN, "\"NaN\"");
    hasForm("\"boolean\"", true, "true");
    hasForm("\"string\"", "ä", "\"ä\"");
    hasForm("[\"null\",\"long\",\"string\"]", 7L, "7");
    hasForm("[\"null\",\"long\",\"string\"]", "7", "\"7\"");
    hasForm("{\"type\":\"int\",\"logicalType\":\"date\"}", -1, "\"1969-12-31\"");
    hasForm(
        "{\"type\":\"int\",\"logicalType\":\"time-millis\"}", 45_000_001, "\"12:30:00.001000000\"");
    hasForm(
        "{\"type\":\"long\",\"logicalType\":\"time-micros\"}",
        45_000_000_001L,
        "\"12:30:00.000001000\"");
    hasForm(
        "{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}",
        -1L,
        "\"1969-12-31T23:59:59.999000000Z\"");
    hasForm(
        "{\"type\":\"long\",\"logicalType\":\"timestamp-nanos\"}",
        -1L,
        "\"1969-12-31T23:59:59.999999999Z\"");
    hasForm(
        "{\"type\":\"long\",\"logicalType\":\"local-timestamp-micros\"}",
        1L,
        "\"1970-01-01T00:00:00.000001000\"");
    hasForm(
        "{\"type\":\"fixed\",\"name\":\"F\",\"size\":2}",
        new GenericData.Fixed(
            schema("{\"type\":\"fixed\",\"name\":\"F\",\"size\":2}"), new byte[] {1, -1}),
        "\"Af8=\"");
  }

  @Test
  void datesAndTimes_outsideOfTheYears0To9999_doNotFit() throws Exception {
    String date = "{\"type\":\"int\",\"logicalType\":\"date\"}";
    String moment = "{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}";
    String local = "{\"type\":\"long\",\"logicalType\":\"local-timestamp-millis\"}";
    int lastDay = (int) LocalDate.of(9999, 12, 31).toEpochDay();
    int firstDay = (int) LocalDate.of(0, 1, 1).toEpochDay();
    hasForm(date, lastDay, "\"9999-12-31\"");
    hasForm(date, firstDay, "\"0000-01-01\"");
    isNotRead(date, lastDay + 1);
    isNotRead(date, firstDay - 1);
    long afterAll = TimeUnit.DAYS.toMillis(lastDay + 1L);
    long beforeAll = TimeUnit.DAYS.toMillis(firstDay) - 1;
    hasForm(moment, afterAll - 1, "\"9999-12-31T23:59:59.999000000Z\"");
    hasForm(local, beforeAll + 1, "\"0000-01-01T00:00:00.000000000\"");
    for (long time : new long[] {afterAll, beforeAll, Long.MAX_VALUE, Long.MIN_VALUE}) {
      isNotRead(moment, time);
      isNotRead(local, time);
    }
  }

  private void isNotRead(String type, Object datum) {
    byte[] body = encoded(schema(type), datum);
    assertThatThrownBy(() -> decoded(type, body))
        .isInstanceOf(UnfitRecordException.class)
        .hasMessageContaining("is not within the years 0 to 9999");
  }

  @Test
  void decimalOfFixedSize_andUuidOfFixedSize_areRead_andWritten() throws Exception {
    String decimal =
        "{\"type\":\"fixed\",\"name\":\"D\",\"size\":4,\"logicalType\":\"decimal\",\"precision\":9,\"scale\":3}";
    hasForm(decimal, new GenericData.Fixed(schema(decimal), new byte[] {-1, -1, -1, -1}), "-0.001");
    String uuid = "{\"type\":\"fixed\",\"name\":\"U\",\"size\":16,\"logicalType\":\"uuid\"}";
    byte[] bytes = new byte[16];
    bytes[15] = 1;
    hasForm(
        uuid,
        new GenericData.Fixed(schema(uuid), bytes),
        "\"00000000-0000-0000-0000-000000000001\"");
  }

  @Test
  void bytesAlone_haveNoLength_asConfluentWritesThem() throws Exception {
    byte[] raw = {1, 2, 3};
    assertThat(decoded("\"bytes\"", raw)).isEqualTo(Json.of("AQID"));
    assertThat(written("\"bytes\"", Json.of("AQID"))).isEqualTo(raw);
  }

  @Test
  void typesOfReferences_areThoseOfTheirSubjects() throws Exception {
    registry.add(
        "money",
        Kind.AVRO,
        "{\"type\":\"record\",\"name\":\"x.Money\",\"fields\":[{\"name\":\"cents\",\"type\":\"long\"}]}");
    String price =
        "{\"type\":\"record\",\"name\":\"Price\",\"fields\":[{\"name\":\"of\",\"type\":\"x.Money\"}]}";
    int id = registry.add("prices-value", Kind.AVRO, price, new Reference("x.Money", "money", 1));
    RegistryFormat format = RegistryFormat.avro(registry.client());
    byte[] bytes = framed(id, new byte[] {14});
    Json json = Json.parse("{\"of\":{\"cents\":7}}");
    assertThat(format.decode("prices", bytes)).isEqualTo(json);
    assertThat(
            format
                .withSchema(price)
                .withReference("x.Money", "money", 1)
                .withoutRegistration()
                .encode("prices", json))
        .isEqualTo(bytes);
  }

  private void doesNotFit(String schema, String json, String reason) {
    assertThatThrownBy(() -> written(schema, Json.parse(json)))
        .isInstanceOf(UnfitRecordException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void jsonThatTheSchemaHasNoBytesFor_isRefused_withTheReason() {
    String record =
        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a_b\",\"type\":\"int\"},"
            + "{\"name\":\"d\",\"type\":\"int\",\"default\":4}]}";
    doesNotFit(record, "{\"d\":1}", "it has no member a_b");
    doesNotFit(record, "{\"aB\":1,\"more\":2}", "R has no field for the member more");
    doesNotFit(record, "{\"aB\":2147483648}", "a_b: it does not fit int");
    doesNotFit("[\"null\",\"long\"]", "\"x\"", "it does not fit long");
    String decimal = "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":4,\"scale\":2}";
    doesNotFit(decimal, "123", "more than 4 digits");
    doesNotFit(decimal, "1.234", "decimal");
    doesNotFit(decimal, "1e99999", "more than 4 digits");
    doesNotFit(
        "{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}",
        "\"2026-01-31T12:00:00.0001Z\"",
        "finer");
  }

  @Test
  void fieldsWithDefaults_andOtherSpellings_areWritten() throws Exception {
    String record =
        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a_b\",\"type\":\"int\"},"
            + "{\"name\":\"d\",\"type\":\"int\",\"default\":4}]}";
    byte[] bytes = written(record, Json.parse("{\"aB\":1}"));
    Object read =
        new GenericDatumReader<>(schema(record))
            .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    assertThat(read).hasToString("{\"a_b\": 1, \"d\": 4}");
  }

  @Test
  void bytesThatAreNotOfTheSchema_doNotFit() {
    byte[] sample = sample(schema(ORDER));
    for (int length = 0; length < sample.length; length++) {
      byte[] cut = Arrays.copyOf(sample, length);
      assertThatThrownBy(() -> decoded(ORDER, cut)).isInstanceOf(UnfitRecordException.class);
    }
    assertThatThrownBy(() -> decoded(ORDER, Arrays.copyOf(sample, sample.length + 1)))
        .isInstanceOf(UnfitRecordException.class)
        .hasMessageContaining("more bytes");
    byte[] endless = {-1, -1, -1, -1, 15};
    assertThatThrownBy(() -> decoded("\"string\"", endless))
        .isInstanceOf(UnfitRecordException.class);
  }
}
