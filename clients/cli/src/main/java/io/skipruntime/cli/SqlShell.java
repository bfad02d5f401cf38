package io.skipruntime.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers to statements that a person types, one after another. A statement ends with a semicolon,
 * which may be lines away; what fails does not end the shell. Prompts go where errors go, so that
 * the answers can be redirected.
 */
final class SqlShell {

  private static final String FIRST_PROMPT = "skip> ";
  private static final String NEXT_PROMPT = "   -> ";
  private static final Pattern DESCRIBED = Pattern.compile("\\\\d\\s+(?:(\\w+)\\.)?(\\w+)");

  private static final String COMMANDS =
      """
      \\d                       lists the tables
      \\d NAME                  lists the columns of a table
      \\watch [SECONDS] [c=N]   answers the last query again, each 2 seconds or SECONDS, N times or until
                               Enter is typed; skip sql --watch QUERY follows it live: it writes the
                               answer whenever that changes
      \\?                       lists the commands
      \\q                       ends the shell\
      """;

  private final Terminal terminal;
  private final ToIntFunction<String> answer;

  /** The query that was answered last; empty before the first. */
  private String lastQuery = "";

  /**
   * A shell.
   *
   * @param answer prints the answer to a statement, or why there is none; gives the exit code
   */
  SqlShell(Terminal terminal, ToIntFunction<String> answer) {
    this.terminal = terminal;
    this.answer = answer;
  }

  /** Answers until the user wants no more; the exit code. */
  int run() {
    terminal.note(
        "a query ends with a semicolon; \\d lists the tables, \\? the commands, \\q ends the"
            + " shell");
    try (InputStream in = terminal.input(terminal::in);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()))) {
      StringBuilder typed = new StringBuilder();
      for (String line = read(lines, typed); line != null; line = read(lines, typed)) {
        String word = line.strip();
        if (typed.isEmpty() && word.equals("\\q")) {
          return ExitCode.DONE;
        }
        if (word.startsWith("\\watch")) {
          if (!watch(word, typed, lines)) {
            return ExitCode.DONE;
          }
        } else if (typed.isEmpty() && word.startsWith("\\")) {
          answerCommand(word);
        } else {
          typed.append(line).append('\n');
          answerIfComplete(typed);
        }
      }
      terminal.note("");
      return ExitCode.DONE;
    } catch (IOException e) {
      throw new UsageException("what is typed cannot be read: " + e);
    }
  }

  private void answerCommand(String word) {
    Matcher described = DESCRIBED.matcher(word);
    if (word.equals("\\d") || word.equals("\\dt")) {
      answer(
          "SELECT table_schema AS schema, table_name AS name FROM information_schema.tables"
              + " WHERE table_schema IN ('public', 'skip') ORDER BY 1, 2");
    } else if (described.matches()) {
      String schema = described.group(1) == null ? "public" : described.group(1);
      answer(
          "SELECT column_name AS name, data_type AS type FROM information_schema.columns"
              + (" WHERE table_schema = '" + schema + "'")
              + (" AND lower(table_name) = lower('" + described.group(2) + "')")
              + " ORDER BY ordinal_position");
    } else if (word.equals("\\?")) {
      COMMANDS.lines().forEach(terminal::note);
    } else {
      terminal.note("skip: there is no command " + word + "; \\? lists those that there are");
    }
  }

  /**
   * Answers a query again and again: the one that is being typed, else the last one.
   *
   * @return whether the user wants more of the shell
   */
  private boolean watch(String word, StringBuilder typed, BufferedReader lines) throws IOException {
    List<String> statements = Statements.of(typed.toString());
    typed.setLength(0);
    lastQuery = statements.isEmpty() ? lastQuery : statements.getLast();
    try {
      if (lastQuery.isEmpty()) {
        throw new UsageException("\\watch: there is no query yet that it could answer again");
      }
      return RepeatedQuery.of(word).run(terminal, () -> answer(lastQuery), lines);
    } catch (UsageException e) {
      terminal.note("skip: " + e.getMessage());
      return true;
    }
  }

  private @Nullable String read(BufferedReader lines, StringBuilder typed) throws IOException {
    terminal.err().print(typed.isEmpty() ? FIRST_PROMPT : NEXT_PROMPT);
    terminal.err().flush();
    return lines.readLine();
  }

  private void answerIfComplete(StringBuilder typed) {
    String text = typed.toString();
    if (text.isBlank()) {
      typed.setLength(0);
    } else if (Statements.isComplete(text)) {
      typed.setLength(0);
      for (String statement : Statements.of(text)) {
        lastQuery = statement;
        answer(statement);
      }
    }
  }

  /** Prints the answer to a statement; whether there is one. */
  private boolean answer(String statement) {
    try {
      return answer.applyAsInt(statement) == ExitCode.DONE;
    } catch (UncheckedIOException e) {
      terminal.note("skip: the service cannot be reached: " + e.getMessage());
      return false;
    }
  }
}
