package io.skipruntime.cli;

import io.skipruntime.client.QueryResult;
import io.skipruntime.client.RemoteResource;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.client.live.LiveChange;
import io.skipruntime.client.live.LiveCollection;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;

/**
 * A query whose answer is kept up to date: the table again after each change, on a terminal in the
 * place of the one before; or each change as a line of JSON.
 *
 * @param columns those of the query, in their order
 */
record WatchedQuery(
    Terminal terminal, List<QueryResult.Column> columns, boolean isJson, long mostChanges) {

  private static final String RESOURCE = "sql";
  private static final String CLEAR = "\u001b[H\u001b[2J";

  /** Follows a query; the exit code. */
  int follow(SkipServiceBroker broker, String query, Json parameters) {
    RemoteResource<Json, Json> resource =
        RemoteResource.of(RESOURCE)
            .withParams(Json.object(Map.of("query", Json.of(query), "params", parameters)));
    return new Follower(terminal, "the query", mostChanges, this::print).follow(broker, resource);
  }

  private void print(LiveCollection<Json, Json> live, LiveChange<Json, Json> change) {
    if (isJson) {
      terminal.out().println(Lines.json(change));
      return;
    }
    List<List<Json>> rows =
        live.contents().values().stream().flatMap(List::stream).map(this::cells).toList();
    QueryResult result = new QueryResult(columns, rows, live.watermark());
    String table = String.join("\n", ResultTable.lines(result));
    terminal.out().println(terminal.isInteractive() ? CLEAR + table : table);
    terminal.out().println(ResultTable.size(result));
  }

  private List<Json> cells(Json row) {
    return columns.stream()
        .map(column -> row.asObject().find(column.name()).orElse(Json.NULL))
        .toList();
  }
}
