package io.skipruntime.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.Json;
import java.net.URI;
import org.junit.jupiter.api.Test;

class QueryParametersTest {

  private static String query(String params) {
    return String.valueOf(
        QueryParameters.addTo(URI.create("http://127.0.0.1/x"), Json.parse(params)).getRawQuery());
  }

  @Test
  void members_becomeParameters_stringsAsTheyAre_allElseAsJson() {
    assertThat(query("{\"a\":\"x y\",\"b\":1.5,\"c\":true,\"d\":null,\"e\":{\"f\":[1]}}"))
        .isEqualTo("a=x+y&b=1.5&c=true&d=null&e=%7B%22f%22%3A%5B1%5D%7D");
    assertThat(query("[\"x\",2]")).isEqualTo("0=x&1=2");
  }

  @Test
  void singleValue_isTheParameterOfThatName_andNothingIsNone() {
    assertThat(query("7")).isEqualTo("params=7");
    assertThat(query("\"ä\"")).isEqualTo("params=%C3%A4");
    assertThat(query("{}")).isEqualTo("null");
    assertThat(query("null")).isEqualTo("null");
  }

  @Test
  void queryOfTheAddress_isKept() {
    Json params = Json.parse("{\"a\":1}");
    assertThat(QueryParameters.addTo(URI.create("http://127.0.0.1/x?k=v#part"), params))
        .hasToString("http://127.0.0.1/x?k=v&a=1");
    assertThat(QueryParameters.addTo(URI.create("http://127.0.0.1/x?"), params))
        .hasToString("http://127.0.0.1/x?a=1");
  }
}
