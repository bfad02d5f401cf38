package io.skipruntime.kafka.registry;

import io.skipruntime.kafka.UnfitRecordException;
import java.util.Optional;

/** The languages of schemas, by the names that registries have for them. */
enum Kind {
  AVRO("avro") {
    @Override
    Codec compiled(SchemaText schema, Optional<String> message) throws UnfitRecordException {
      return AvroCodec.of(schema);
    }
  },
  PROTOBUF("protobuf") {
    @Override
    Codec compiled(SchemaText schema, Optional<String> message) throws UnfitRecordException {
      return ProtobufCodec.of(schema, message);
    }
  },
  JSON("json-schema") {
    @Override
    Codec compiled(SchemaText schema, Optional<String> message) throws UnfitRecordException {
      return JsonSchemaCodec.of(schema);
    }
  };

  private final String text;

  Kind(String text) {
    this.text = text;
  }

  /**
   * The codec of a schema.
   *
   * @param message the message of a Protobuf schema that is written; empty for its first one
   * @throws UnfitRecordException if the schema itself cannot be used
   */
  abstract Codec compiled(SchemaText schema, Optional<String> message) throws UnfitRecordException;

  /** The name for people. */
  String text() {
    return text;
  }
}
