package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Subqueries that aggregate, and refer to the query around them in SELECT or HAVING. */
class OuterReferencesTest {

  private static final int STOPS = 5;

  @Test
  void references_areAsInPostgres() throws IOException {
    List<String> statements = StatementsTest.statements("outer");
    try (Comparison comparison = StatementsTest.started()) {
      statements.forEach(comparison::follow);
      assertThat(comparison.refused()).isEmpty();
      assertThat(comparison.followed()).isEqualTo(statements.size());
      for (int i = 0; i < STOPS; i++) {
        comparison.change();
        comparison.check();
      }
      assertThat(comparison.answered()).hasSizeGreaterThan(statements.size() - 2);
    }
  }
}
