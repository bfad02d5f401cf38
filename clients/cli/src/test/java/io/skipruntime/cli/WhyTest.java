package io.skipruntime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.cli.Shell.Ended;
import io.skipruntime.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code why} prints. */
final class WhyTest {

  private final Shell shell = new Shell();

  @BeforeEach
  void fill() {
    shell.run("put", "articles", "10", "{\"name\":\"bread\",\"price\":3}");
    shell.run("put", "articles", "9", "{\"name\":\"wine\",\"price\":12}");
  }

  @AfterEach
  void close() {
    shell.close();
  }

  @Test
  void why_printsATree_downToTheInput() {
    Ended ended = shell.run("why", "up to", "10", "price=5", "start=");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out().lines().toList())
        .anySatisfy(line ->
            assertThat(line)
                .contains("─ articles 10 = {\"name\":\"bread\",\"price\":3}", "input, written at"))
        .last()
        .asString()
        .startsWith("1 entry of inputs at ");
  }

  @Test
  void tries_sayWhatMakesADifference() {
    Ended ended = shell.run("why", "articles", "9", "--tries", "5");
    assertThat(ended.out()).contains("wine").contains(", decides");
  }

  @Test
  void earlierVersion_isExplained_andACollectionOfTheGraph() {
    String before = shell.server().instance().watermark().toString();
    shell.run("put", "articles", "9", "{\"name\":\"beer\",\"price\":2}");

    assertThat(shell.run("why", "articles", "9", "--at", before).out())
        .contains("wine")
        .doesNotContain("beer");
    assertThat(shell.run("why", "articles", "9", "--collection").out()).contains("beer");
    assertThat(shell.run("why", "articles", "77").out()).contains(" 77 is not there");
  }

  @Test
  void json_isTheAnswer() {
    Ended ended = shell.run("why", "articles", "9", "--json");
    assertThat(Json.parse(ended.out()).asObject().get("isComplete")).isEqualTo(Json.of(true));
  }

  @Test
  void unknownNames_areRefused() {
    assertThat(shell.run("why", "none", "9").err()).contains("404 unknown-resource");
    Ended unknown = shell.run("why", "none", "9", "--collection");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).contains("404 unknown-collection");
  }
}
