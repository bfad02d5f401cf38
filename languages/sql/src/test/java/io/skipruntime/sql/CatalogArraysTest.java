package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.sql.system.CatalogSession;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions of arrays where the catalog is there, too: it must not hide those of the language. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CatalogArraysTest {

  private final ServiceInstance service = ServiceInstance.start(new SqlTest.Sales());

  @AfterAll
  void close() {
    service.close();
  }

  private String rows(String query) {
    return ServiceQueries.over(service, service.snapshot(), CatalogSession.none(), Optional.empty())
        .query(query, SqlParameters.none())
        .rows()
        .toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "array_to_string(ARRAY['a', 'b'], '-') | [[\"a-b\"]]",
        "array_remove(ARRAY['a', 'b'], 'a') | [[[\"b\"]]]",
        "quote_ident('a b') | [[\"\\\"a b\\\"\"]]",
        "(pg_catalog.current_schemas(true))[1] | [[\"pg_catalog\"]]",
        "'public' = ANY (current_schemas(false)) | [[true]]",
      })
  void functions_areThoseOfTheLanguage(String expression, String rows) {
    assertThat(rows("SELECT " + expression + " AS x")).isEqualTo(rows);
  }

  @Test
  void columnsOfTheCatalog_areArrays() {
    assertThat(
            rows(
                "SELECT DISTINCT pg_catalog.array_to_string(c.relacl, ',') AS a,"
                    + " 'check_option=local' = ANY (c.reloptions) AS o FROM pg_catalog.pg_class c"))
        .isEqualTo("[[null, null]]");
  }
}
