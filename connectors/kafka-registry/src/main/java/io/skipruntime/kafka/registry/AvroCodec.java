package io.skipruntime.kafka.registry;

import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import io.skipruntime.kafka.UnfitRecordException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * The codec of a schema of Avro. A schema that is nothing but {@code bytes} has no length in front
 * of them, as Confluent's serializers write it.
 */
final class AvroCodec implements Codec {

  private final Schema schema;
  private final GenericDatumReader<Object> reader;
  private final GenericDatumWriter<Object> writer;

  private AvroCodec(Schema schema) {
    this.schema = schema;
    GenericData plain = new GenericData(); // without conversions, which are made here
    this.reader = new GenericDatumReader<>(schema, schema, plain);
    this.writer = new GenericDatumWriter<>(schema, plain);
  }

  static AvroCodec of(SchemaText text) throws UnfitRecordException {
    Schema.Parser parser = new Schema.Parser(NameValidator.NO_VALIDATION);
    parser.setValidateDefaults(false);
    try {
      for (SchemaText.Import each : text.imports()) {
        parser.parse(each.text());
      }
      return new AvroCodec(parser.parse(text.text()));
    } catch (AvroRuntimeException e) {
      throw new UnfitRecordException("its schema is none of Avro: " + SourceException.messageOf(e));
    }
  }

  @Override
  public Json read(ByteBuffer body) throws UnfitRecordException {
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    if (schema.getType() == Schema.Type.BYTES) {
      return AvroReading.of(schema, ByteBuffer.wrap(bytes));
    }
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
    Object datum;
    boolean isAll;
    try {
      datum = reader.read(null, decoder);
      isAll = decoder.isEnd();
    } catch (IOException | RuntimeException | StackOverflowError e) { // of any bytes
      throw new UnfitRecordException(
          "its bytes are not of the schema: " + SourceException.messageOf(e));
    }
    if (!isAll) {
      throw new UnfitRecordException("it has more bytes than the schema says");
    }
    return AvroReading.of(schema, datum);
  }

  @Override
  public void write(Json json, ByteArrayOutputStream target) throws UnfitRecordException {
    Object datum = AvroWriting.of(schema, json);
    if (schema.getType() == Schema.Type.BYTES && datum instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      target.writeBytes(copy);
      return;
    }
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(target, null);
    try {
      writer.write(datum, encoder);
      encoder.flush();
    } catch (IOException | AvroRuntimeException e) {
      throw new UnfitRecordException(SourceException.messageOf(e));
    }
  }
}
