package io.skipruntime.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers to statements that a person types, one after another. A statement ends with a semicolon,
 * which may be lines away; what fails does not end the shell. Prompts go where errors go, so that
 * the answers can be redirected.
 */
final class SqlShell {

  private static final String FIRST_PROMPT = "skip> ";
  private static final String NEXT_PROMPT = "   -> ";

  private final Terminal terminal;
  private final Consumer<String> answer;

  /**
   * A shell.
   *
   * @param answer prints the answer to a statement, or why there is none
   */
  SqlShell(Terminal terminal, Consumer<String> answer) {
    this.terminal = terminal;
    this.answer = answer;
  }

  /** Answers until the user wants no more; the exit code. */
  int run() {
    terminal.note("a query ends with a semicolon; \\q ends the shell");
    try (InputStream in = terminal.input(terminal::in);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      StringBuilder typed = new StringBuilder();
      for (String line = read(lines, typed); line != null; line = read(lines, typed)) {
        String word = line.strip();
        if (typed.isEmpty() && word.equals("\\q")) {
          return ExitCode.DONE;
        }
        if (typed.isEmpty() && word.startsWith("\\")) {
          terminal.note("skip: there is no command " + word + "; \\q ends the shell");
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
      Statements.of(text).forEach(this::answer);
    }
  }

  private void answer(String statement) {
    try {
      answer.accept(statement);
    } catch (UncheckedIOException e) {
      terminal.note("skip: the service cannot be reached: " + e.getMessage());
    }
  }
}
