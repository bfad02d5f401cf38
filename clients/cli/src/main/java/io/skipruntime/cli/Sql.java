package io.skipruntime.cli;

import io.skipruntime.client.BrokerException;
import io.skipruntime.client.QueryResult;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonString;
import io.skipruntime.json.JsonSyntaxException;
import io.skipruntime.json.input.ByteOrderMark;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that answers queries in SQL. */
@Command(
    name = "sql",
    description =
        "Answers a query in SQL over the inputs and the shared collections of the service, all of"
            + " one version.",
    footer = {
      "",
      "Without QUERY, it answers those that are piped in, or typed: each ends with a semicolon, \\q"
          + " ends all.",
      "With --json, an answer is the line {\"columns\":[…],\"rows\":[[…],…],\"watermark\":…}.",
      "With --watch, the answer is written again whenever it changes, until it is interrupted; with"
          + " --json as well, each change is a line {\"changed\":[[key,[row]],…]}, without row: it"
          + " is gone. The service needs the resource sql for that, which LiveQuery.offeredBy"
          + " adds.",
      "The service needs the module skip-sql."
    })
final class Sql extends ServiceCommand {

  @Parameters(index = "0", arity = "0..1", paramLabel = "QUERY", description = "what is asked")
  private @Nullable String query;

  @Option(
      names = "--param",
      paramLabel = "NAME=JSON",
      description = "the value of :NAME, or of $1 if NAME is 1; may be given several times")
  private List<String> params = List.of();

  @Option(
      names = "--at",
      paramLabel = "WATERMARK",
      description = "answer as of this version, EPOCH/TICK, as far back as the service keeps it")
  private @Nullable String version;

  @Option(names = "--csv", description = "write CSV, with the names of the columns first")
  private boolean isCsv;

  @Option(names = "--explain", description = "write the plan of the query in place of its answer")
  private boolean isExplained;

  @Option(names = "--watch", description = "keep the answer up to date as the data changes")
  private boolean isWatched;

  @Option(
      names = "--changes",
      paramLabel = "N",
      defaultValue = "" + Long.MAX_VALUE,
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "with --watch, end after so many changes, of which the first answer is one")
  private long mostChanges;

  Sql(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run(SkipServiceBroker broker) {
    UsageException.requirePositive("--changes", mostChanges);
    if (isCsv && isJson()) {
      throw new UsageException("--csv and --json: there is one form of the answer");
    }
    Json parameters = Arguments.named(params);
    if (isWatched) {
      return watch(broker, parameters);
    }
    SkipServiceBroker asked = version == null ? broker : broker.at(version);
    if (query == null && terminal().isTyped()) {
      return new SqlShell(terminal(), statement -> answer(asked, statement, parameters)).run();
    }
    List<String> statements = Statements.of(query == null ? piped() : query);
    if (statements.isEmpty()) {
      throw new UsageException("there is no query: give one, or pipe some in");
    }
    for (String statement : statements) {
      int code = answer(asked, statement, parameters);
      if (code != ExitCode.DONE) {
        return code;
      }
    }
    return ExitCode.DONE;
  }

  private int watch(SkipServiceBroker broker, Json parameters) {
    if (version != null || isCsv || isExplained) {
      throw new UsageException("--watch is of what is there now: not with --at, --csv, --explain");
    }
    List<String> statements = Statements.of(query == null ? "" : query);
    if (statements.size() != 1) {
      throw new UsageException("--watch: give one query as QUERY");
    }
    String statement = statements.getFirst();
    try {
      List<QueryResult.Column> columns = broker.query(statement, parameters).columns();
      return new WatchedQuery(terminal(), columns, isJson(), mostChanges)
          .follow(broker, statement, parameters);
    } catch (BrokerException e) {
      Refusal.tell(e, statement, terminal());
      return ExitCode.REFUSED;
    }
  }

  private String piped() {
    try (InputStream in = terminal().input(terminal()::in)) {
      String text = JsonString.ofUtf8(in.readAllBytes()).value();
      return ByteOrderMark.strip(text);
    } catch (JsonSyntaxException e) {
      throw new UsageException("what is piped in is not UTF-8");
    } catch (IOException e) {
      throw new UsageException("what is piped in cannot be read: " + e);
    }
  }

  /** Prints the answer to a statement; the exit code. */
  private int answer(SkipServiceBroker broker, String statement, Json parameters) {
    try {
      if (isExplained) {
        print(broker.explain(statement));
      } else {
        print(broker.query(statement, parameters));
      }
      return ExitCode.DONE;
    } catch (BrokerException e) {
      terminal().out().flush();
      Refusal.tell(e, statement, terminal());
      return ExitCode.REFUSED;
    }
  }

  private void print(List<String> plan) {
    if (isJson()) {
      List<Json> lines = plan.stream().<Json>map(Json::of).toList();
      terminal().print(Json.object(Map.of("plan", Json.array(lines))).toString());
    } else {
      plan.forEach(terminal()::print);
    }
  }

  private void print(QueryResult result) {
    if (isJson()) {
      terminal().print(json(result).toString());
      return;
    }
    (isCsv ? ResultCsv.lines(result) : ResultTable.lines(result)).forEach(terminal()::print);
    terminal().out().flush();
    terminal().note(ResultTable.size(result));
  }

  private static Json json(QueryResult result) {
    List<Json> columns =
        result.columns().stream()
            .<Json>map(each ->
                Json.object(Map.of("name", Json.of(each.name()), "type", Json.of(each.type()))))
            .toList();
    List<Json> rows = result.rows().stream().<Json>map(Json::array).toList();
    return Json.object(
        Map.of(
            "columns",
            Json.array(columns),
            "rows",
            Json.array(rows),
            "watermark",
            Json.of(result.watermark())));
  }
}
