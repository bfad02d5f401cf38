package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.system.CatalogSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Queries that are changed at random: each is answered, or refused in the way of a query that is
 * wrong, with a line and a column unless it was running. {@code -Dskip.mutations} is their number.
 */
class MutationTest {

  private static final int COUNT = Integer.getInteger("skip.mutations", 600);
  private static final long SEED = Long.getLong("skip.mutationSeed", 11);
  private static final SnapshotQuery.Limits LIMITS =
      new SnapshotQuery.Limits(10_000, 16L << 20, 100_000);

  @Test
  void mutatedQueries_areAnsweredOrRefusedWithTheirPlace() {
    List<String> wrong = new ArrayList<>();
    check(Mutations.ofWarehouse(), COUNT * 4 / 5, wrong);
    check(Mutations.ofTpch(), COUNT / 5, wrong);
    assertThat(wrong).isEmpty();
  }

  private static void check(Mutations.Corpus corpus, int count, List<String> wrong) {
    Mutations mutations = new Mutations(corpus, SEED);
    int answered = 0;
    try (ServiceInstance service = ServiceInstance.start(corpus.service())) {
      corpus.fill(service);
      SnapshotQuery over =
          ServiceQueries.over(service, service.snapshot(), CatalogSession.none(), Optional.empty());
      for (int i = 0; i < count; i++) {
        Mutations.Mutated query = mutations.next();
        try {
          over.query(query.text(), SqlParameters.of(Mutations.parameters()), LIMITS, () -> false);
          answered++;
        } catch (SqlException e) {
          Mutations.fault(query, e.state(), e.line() > 0, e.reason()).ifPresent(wrong::add);
        } catch (RuntimeException | Error e) {
          wrong.add(e + " <- " + query);
        }
      }
    }
    assertThat(answered).isBetween(1, count - 1);
  }
}
