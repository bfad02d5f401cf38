package io.skipruntime.kafka.registry;

import dev.harrel.jsonschema.JsonNode;
import dev.harrel.jsonschema.JsonNodeFactory;
import dev.harrel.jsonschema.SimpleType;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonNumber;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The view of JSON that the validator of JSON Schema takes. */
final class JsonNodes implements JsonNodeFactory {

  @Override
  public JsonNode wrap(Object node) {
    return node instanceof JsonNode wrapped ? wrapped : new Node((Json) node, "");
  }

  @Override
  public JsonNode create(String text) {
    return new Node(Json.parse(text), "");
  }

  /** JSON at a place, which is told as a pointer of RFC 6901. */
  private record Node(Json json, String place) implements JsonNode {

    @Override
    public String getJsonPointer() {
      return place;
    }

    @Override
    public SimpleType getNodeType() {
      return switch (json.kind()) {
        case NULL -> SimpleType.NULL;
        case BOOLEAN -> SimpleType.BOOLEAN;
        case STRING -> SimpleType.STRING;
        case NUMBER ->
            json instanceof JsonNumber number && isInteger(number)
                ? SimpleType.INTEGER
                : SimpleType.NUMBER;
        case ARRAY -> SimpleType.ARRAY;
        case OBJECT -> SimpleType.OBJECT;
      };
    }

    /** Whether a number is whole, and of a size that can be written out. */
    private static boolean isInteger(JsonNumber number) {
      return number.isWhole() && number.asDecimal().scale() > -JsonNumber.MAX_DIGITS;
    }

    @Override
    public boolean asBoolean() {
      return json.asBoolean();
    }

    @Override
    public String asString() {
      return json.asString();
    }

    @Override
    public BigInteger asInteger() {
      return json.asDecimal().toBigIntegerExact();
    }

    @Override
    public BigDecimal asNumber() {
      return json.asDecimal();
    }

    @Override
    public List<JsonNode> asArray() {
      List<JsonNode> nodes = new ArrayList<>();
      for (Json each : json.asArray().elements()) {
        nodes.add(new Node(each, place + "/" + nodes.size()));
      }
      return nodes;
    }

    @Override
    public Map<String, JsonNode> asObject() {
      Map<String, JsonNode> nodes = new LinkedHashMap<>();
      json.asObject()
          .members()
          .forEach((name, value) ->
              nodes.put(name, new Node(value, place + "/" + JsonNode.encodeJsonPointer(name))));
      return nodes;
    }

    /** Nodes are equal if their JSON is, wherever it stands. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Node node && json.equals(node.json);
    }

    @Override
    public int hashCode() {
      return Objects.hashCode(json);
    }
  }
}
