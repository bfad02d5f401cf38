package io.skipruntime.engine;

import io.skipruntime.Principal;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A language in which a client asks about a snapshot of a service. {@link java.util.ServiceLoader}
 * finds it: a module that has one names its class in {@code
 * META-INF/services/io.skipruntime.engine.QueryLanguage}. Thread-safe.
 */
public interface QueryLanguage {

  /**
   * A question.
   *
   * @param text the query
   * @param params the values of its parameters; {@link Json#NULL} for none
   * @param isExplained whether the plan is asked for, and not the rows
   * @param user the verified user who asks, and sees what the service lets users see; empty for
   *     those who may read all
   */
  record Question(String text, Json params, boolean isExplained, Optional<Principal> user) {}

  /**
   * The bounds of an answer.
   *
   * @param millis how long it may take
   * @param bytes how much memory it may keep, by estimate
   * @param rows how many rows it may have
   */
  record Limits(long millis, long bytes, int rows) {}

  /** A column of an answer, with the name of its type. */
  record Column(String name, String type) {}

  /**
   * An answer.
   *
   * @param columns the columns
   * @param rows the rows, each with a value for each column
   */
  record Answer(List<Column> columns, List<List<Json>> rows) {

    /** Copies the lists. */
    public Answer {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }
  }

  /**
   * Whether users may ask: whether the service says of a collection what users see of it.
   *
   * @param snapshot one of the versions of the service
   */
  boolean isOpenToUsers(ServiceSnapshot snapshot);

  /**
   * Answers a question about the collections of a snapshot.
   *
   * @param service the service, for questions about its graph and what is open
   * @param snapshot one of its versions
   * @param isCancelled whether the answer is not wanted any more; asked from time to time
   * @throws QueryRefusedException if the question is refused, fails, or takes more than it may
   */
  Answer answer(
      ServiceInstance service,
      ServiceSnapshot snapshot,
      Question question,
      Limits limits,
      BooleanSupplier isCancelled);
}
