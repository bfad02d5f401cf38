package io.skipruntime.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Texts as statements, and statements as commands. */
class CommandTest {

  private static Command.Kind kind(String statement) {
    return Command.of(statement).kind();
  }

  @Test
  void statements_areSplitAtSemicolonsThatStandAlone() {
    assertThat(StatementText.split("a;b 'x;y' \"p;q\" -- c;d\n;/* ; */;E'\\';'"))
        .extracting(StatementText::text)
        .containsExactly("a", "b 'x;y' \"p;q\" -- c;d\n", "E'\\';'");
    assertThat(StatementText.split(" ;; -- nothing")).isEmpty();
    assertThat(StatementText.split("日本; b")).extracting(StatementText::start).containsExactly(0, 3);
  }

  @Test
  void command_isKnownByItsWords() {
    assertThat(kind(" -- x\n SELECT 1")).isEqualTo(Command.Kind.QUERY);
    assertThat(kind("begin")).isEqualTo(Command.Kind.BEGIN);
    assertThat(kind("START TRANSACTION READ ONLY")).isEqualTo(Command.Kind.BEGIN);
    assertThat(kind("END")).isEqualTo(Command.Kind.COMMIT);
    assertThat(kind("ROLLBACK TO SAVEPOINT x")).isEqualTo(Command.Kind.ROLLBACK_TO);
    assertThat(kind("DISCARD ALL")).isEqualTo(Command.Kind.DISCARD);
    assertThat(kind("DROP TABLE x")).isEqualTo(Command.Kind.WRITE);
    assertThat(kind("update x set y = 1")).isEqualTo(Command.Kind.WRITE);
    assertThat(Command.of("SHOW TRANSACTION ISOLATION LEVEL").name())
        .isEqualTo("transaction isolation level");
    assertThat(Command.of("FETCH FORWARD 100 FROM _psql_cursor"))
        .isEqualTo(new Command(Command.Kind.FETCH, "_psql_cursor", "100"));
  }

  @Test
  void set_hasNameAndValue() {
    assertThat(Command.of("SET extra_float_digits = 3"))
        .isEqualTo(new Command(Command.Kind.SET, "extra_float_digits", "3"));
    assertThat(Command.of("SET SESSION DateStyle TO 'ISO'"))
        .isEqualTo(new Command(Command.Kind.SET, "datestyle", "ISO"));
    assertThat(Command.of("SET NAMES 'UTF8'"))
        .isEqualTo(new Command(Command.Kind.SET, "client_encoding", "UTF8"));
    assertThat(Command.of("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY").name()).isEmpty();
    assertThat(Command.of("SET TIME ZONE 'UTC'").name()).isEqualTo("timezone");
  }
}
