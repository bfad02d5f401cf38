package io.skipruntime.kafka.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.json.Json;
import io.skipruntime.kafka.UnfitRecordException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Records of JSON that are valid by a schema, or not. */
final class JsonSchemaFormatTest {

  private static final String ORDER =
      """
      {"$schema":"http://json-schema.org/draft-07/schema#","type":"object",
       "properties":{"id":{"type":"integer"},"price":{"$ref":"money.json"},
        "state":{"enum":["NEW","PAID"]}},
       "required":["id"],"additionalProperties":false}
      """;

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

  private static byte[] framed(int id, String json) {
    return AvroFormatTest.framed(id, json.getBytes(StandardCharsets.UTF_8));
  }

  private int order() {
    registry.add("money", Kind.JSON, "{\"type\":\"number\",\"minimum\":0}");
    return registry.add("orders-value", Kind.JSON, ORDER, new Reference("money.json", "money", 1));
  }

  @Test
  void recordThatIsValid_isRead_withItsNumbersExact() throws Exception {
    RegistryFormat format = RegistryFormat.jsonSchema(registry.client());
    String text = "{\"id\":9007199254740993,\"price\":12.50,\"state\":\"PAID\"}";
    Json json = format.decode("orders", framed(order(), text));
    assertThat(json).isEqualTo(Json.parse(text));
    assertThat(json.asObject().get("id").asLong()).isEqualTo(9_007_199_254_740_993L);
  }

  @Test
  void recordThatIsNotValid_doesNotFit_andTheReasonNamesThePlace() {
    RegistryFormat format = RegistryFormat.jsonSchema(registry.client());
    int id = order();
    String[][] wrong = {
      {"{\"id\":1.5}", "/id"},
      {"{\"id\":1,\"price\":-1}", "/price"},
      {"{\"id\":1,\"state\":\"GONE\"}", "/state"},
      {"{\"id\":1,\"more\":2}", "more"},
      {"{}", "id"},
      {"{", "not JSON"},
    };
    for (String[] each : wrong) {
      assertThatThrownBy(() -> format.decode("orders", framed(id, each[0])))
          .as(each[0])
          .isInstanceOf(UnfitRecordException.class)
          .hasMessageContaining(each[1]);
    }
  }

  @Test
  void objects_areWrittenAsJson_ifTheyAreValid() throws Exception {
    int id = order();
    RegistryFormat format = RegistryFormat.jsonSchema(registry.client());
    assertThat(format.encode("orders", Json.parse("{\"id\":1}")))
        .isEqualTo(framed(id, "{\"id\":1}"));
    assertThatThrownBy(() -> format.encode("orders", Json.parse("{\"id\":true}")))
        .isInstanceOf(UnfitRecordException.class)
        .hasMessageContaining("/id");
  }

  @Test
  void schemasOfLaterDrafts_areAppliedAsTheySay() throws Exception {
    int id =
        registry.add(
            "t-value",
            Kind.JSON,
            "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"prefixItems\":[{\"type\":\"string\"}]}");
    RegistryFormat format = RegistryFormat.jsonSchema(registry.client());
    assertThat(format.decode("t", framed(id, "[\"a\",1]"))).isEqualTo(Json.parse("[\"a\",1]"));
    assertThatThrownBy(() -> format.decode("t", framed(id, "[1]")))
        .isInstanceOf(UnfitRecordException.class);
  }

  @Test
  void schemaThatCannotBeUsed_doesNotFit() {
    RegistryFormat format = RegistryFormat.jsonSchema(registry.client());
    for (String schema : new String[] {"{\"type\":7}", "7"}) {
      int id = registry.add("bad-value", Kind.JSON, schema);
      assertThatThrownBy(() -> format.decode("bad", framed(id, "{}")))
          .as(schema)
          .isInstanceOf(UnfitRecordException.class)
          .hasMessageContaining("its schema");
    }
    int id = registry.add("bad-value", Kind.JSON, "{\"$ref\":\"#/nowhere\"}");
    assertThatThrownBy(() -> format.decode("bad", framed(id, "{}")))
        .isInstanceOf(UnfitRecordException.class)
        .hasMessageContaining("#/nowhere");
  }
}
