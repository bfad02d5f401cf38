package io.skipruntime.kafka.registry;

import java.util.Map;

/**
 * The files that schemas import though no registry has them, since Confluent's clients bring them:
 * what their messages are on the wire, and no more.
 */
final class WellKnownFiles {

  private static final String SYNTAX = "syntax = \"proto3\";\n";

  private static final String META =
      SYNTAX
          + """
          package confluent;
          import "google/protobuf/descriptor.proto";
          message Meta {
            string doc = 1;
            map<string, string> params = 2;
            repeated string tags = 3;
          }
          extend google.protobuf.FileOptions { Meta file_meta = 1088; }
          extend google.protobuf.MessageOptions { Meta message_meta = 1088; }
          extend google.protobuf.FieldOptions { Meta field_meta = 1088; }
          extend google.protobuf.EnumOptions { Meta enum_meta = 1088; }
          extend google.protobuf.EnumValueOptions { Meta enum_value_meta = 1088; }
          """;

  private static final String CONFLUENT_DECIMAL =
      SYNTAX
          + """
          package confluent.type;
          message Decimal {
            bytes value = 1;
            uint32 precision = 2;
            int32 scale = 3;
          }
          """;

  private static final String DECIMAL =
      SYNTAX
          + """
          package google.type;
          message Decimal {
            string value = 1;
          }
          """;

  private static final String DATE =
      SYNTAX
          + """
          package google.type;
          message Date {
            int32 year = 1;
            int32 month = 2;
            int32 day = 3;
          }
          """;

  private static final String TIME_OF_DAY =
      SYNTAX
          + """
          package google.type;
          message TimeOfDay {
            int32 hours = 1;
            int32 minutes = 2;
            int32 seconds = 3;
            int32 nanos = 4;
          }
          """;

  private static final String MONEY =
      SYNTAX
          + """
          package google.type;
          message Money {
            string currency_code = 1;
            int64 units = 2;
            int32 nanos = 3;
          }
          """;

  /** The texts, by what they are imported as. */
  static final Map<String, String> TEXTS =
      Map.of(
          "confluent/meta.proto", META,
          "confluent/type/decimal.proto", CONFLUENT_DECIMAL,
          "google/type/decimal.proto", DECIMAL,
          "google/type/date.proto", DATE,
          "google/type/timeofday.proto", TIME_OF_DAY,
          "google/type/money.proto", MONEY);

  private WellKnownFiles() {}
}
