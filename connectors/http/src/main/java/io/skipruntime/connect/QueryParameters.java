package io.skipruntime.connect;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of a resource as the query of an address, as the TypeScript helpers write them: a
 * query parameter for each member of an object, strings as they are and all else as JSON; a single
 * value as the parameter {@code params}.
 */
final class QueryParameters {

  private QueryParameters() {}

  /** The address with the parameters added to its query. */
  static URI addTo(URI address, Json params) {
    String query = encode(params);
    if (query.isEmpty()) {
      return address;
    }
    String text = address.toString();
    int fragment = text.indexOf('#');
    String base = fragment < 0 ? text : text.substring(0, fragment);
    String separator =
        address.getRawQuery() == null ? "?" : address.getRawQuery().isEmpty() ? "" : "&";
    return URI.create(base + separator + query);
  }

  private static String encode(Json params) {
    List<String> pairs = new ArrayList<>();
    switch (params) {
      case JsonObject object ->
          object.members().forEach((name, value) -> pairs.add(pair(name, value)));
      case JsonArray array -> {
        for (int i = 0; i < array.size(); i++) {
          pairs.add(pair(Integer.toString(i), array.get(i)));
        }
      }
      default -> {
        if (!params.isNull()) {
          pairs.add(pair("params", params));
        }
      }
    }
    return String.join("&", pairs);
  }

  private static String pair(String name, Json value) {
    String text =
        switch (value.kind()) {
          case STRING -> value.asString();
          default -> value.toString();
        };
    return encode(name) + "=" + encode(text);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
