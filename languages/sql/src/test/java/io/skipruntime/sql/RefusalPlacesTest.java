package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.sql.catalog.SqlException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Refused statements of several lines: the place is within the part that is the reason. */
class RefusalPlacesTest {

  /**
   * A refused statement.
   *
   * @param text the statement
   * @param line the line of the part that is the reason, from 1
   * @param first the column where it begins, from 1
   * @param last the column where it ends
   * @param reason a part of the reason
   */
  private record Refused(String text, int line, int first, int last, String reason) {

    static Refused of(String given) {
      int end = given.lastIndexOf(" -- ");
      String marked = given.substring(0, end).replace("\\n", "\n");
      int begin = marked.indexOf('«');
      int line = (int) marked.substring(0, begin).chars().filter(each -> each == '\n').count() + 1;
      int first = begin - marked.lastIndexOf('\n', begin);
      int length = marked.indexOf('»') - begin - 1;
      String text = marked.replace("«", "").replace("»", "");
      return new Refused(
          text, line, first, first + length - 1, given.substring(end + " -- ".length()));
    }

    /** What is wrong with the refusal; empty if nothing is. */
    Optional<String> difference(SnapshotQuery over) {
      try {
        over.query(text, SqlParameters.none());
        return Optional.of("is taken: " + text);
      } catch (SqlException e) {
        boolean isThere = e.line() == line && e.column() >= first && e.column() <= last;
        return isThere && e.reason().contains(reason)
            ? Optional.empty()
            : Optional.of(
                "%d:%d %s, not %d:%d..%d %s: %s"
                    .formatted(e.line(), e.column(), e.reason(), line, first, last, reason, text));
      }
    }
  }

  @Test
  void place_isWithinTheReason() throws IOException {
    List<String> differences = new ArrayList<>();
    List<String> statements = StatementsTest.statements("places");
    try (ServiceInstance service = ServiceInstance.start(new Warehouse())) {
      SnapshotQuery over = SnapshotQuery.over(service.snapshot());
      for (String statement : statements) {
        Refused.of(statement).difference(over).ifPresent(differences::add);
      }
    }
    assertThat(differences).isEmpty();
    assertThat(statements).hasSizeGreaterThan(100);
  }
}
