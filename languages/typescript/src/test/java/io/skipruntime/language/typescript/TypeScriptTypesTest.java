package io.skipruntime.language.typescript;

import static io.skipruntime.language.typescript.Programs.contents;
import static io.skipruntime.language.typescript.Programs.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.InvalidInputException;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.workers.TypesCommand;
import io.skipruntime.workers.WorkerProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Types that are within themselves, and other forms of types, are checked at each level. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TypeScriptTypesTest {

  private static final long TIMEOUT_SECONDS = 60;

  @TempDir private Path directory = Path.of("");
  private WorkerProgram program;
  private ServiceInstance service;

  @BeforeAll
  void start() {
    program = Programs.start("comments.ts");
    service = program.service();
  }

  @AfterAll
  void end() {
    if (program != null) {
      program.close();
    }
  }

  private void assertRefused(String input, String value, String... problems) {
    assertThatThrownBy(() -> update(service, input, "[[\"k\",[" + value + "]]]"))
        .isInstanceOf(InvalidInputException.class)
        .satisfies(refused -> {
          for (String problem : problems) {
            assertThat(refused).hasMessageContaining(problem);
          }
        });
  }

  @Test
  void aTypeWithinItself_isCheckedAtEachLevel() {
    update(
        service,
        "comments",
        "[[\"a\",[{\"text\":\"x\",\"replies\":[{\"text\":\"y\",\"replies\":[],\"mood\":\"bad\"}]}]]]");
    assertThat(contents(service, "counts", "{}")).isEqualTo("[[\"a\",[2]]]");
    String wrong =
        "{\"text\":\"x\",\"replies\":[{\"text\":\"y\",\"replies\":[{\"text\":1,\"replies\":[]}]}]}";
    assertRefused("comments", wrong, "/replies/0/replies/0/text: expected a string, found 1");
    assertThatThrownBy(() -> contents(service, "counts", "{\"below\":" + wrong + "}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("/below/replies/0/replies/0/text: expected a string, found 1");
    String deep = "{\"text\":\"x\",\"replies\":[".repeat(100) + "7" + "]}".repeat(100);
    assertRefused(
        "comments",
        deep,
        "/replies/0".repeat(100) + ": expected an object of mood, replies, text, found 7");
  }

  @Test
  void typesThatAreWithinEachOther_areCheckedAtEachLevel() {
    String sum = "{\"op\":\"+\",\"left\":1,\"right\":{\"op\":\"-\",\"of\":%s}}";
    update(service, "terms", "[[\"k\",[" + sum.formatted("2") + "]]]");
    assertRefused("terms", sum.formatted("1.5"), "/right/of: expected", "found 1.5");
    assertRefused("terms", sum.formatted("{\"op\":\"-\"}"), "/right/of/of: missing; expected Term");
  }

  @Test
  void otherFormsOfTypes_areChecked() {
    String form =
        """
        {"day": "2026-01-31", "at": "2026-01-31T12:00:00.5Z", "pair": ["a", 1], "prices": {"EUR": 3},
         "byId": {"12": "x"}, "page": {"items": [{"text": "x", "replies": []}], "next": null}}
        """;
    update(service, "forms", "[[\"k\",[" + form + "]]]");
    assertRefused("forms", form.replace("2026-01-31\"", "31.1.26\""), "/day: expected a date");
    assertRefused(
        "forms", form.replace("Z\"", "\""), "/at: expected a point in time with an offset");
    assertRefused(
        "forms", form.replace("\"a\", 1", "\"a\""), "/pair: expected a list [string, whole");
    assertRefused(
        "forms", form.replace("EUR", "DM"), "/prices/DM: the name has to stand for \"EUR\" or");
    assertRefused(
        "forms", form.replace("12\"", "x\""), "/byId/x: the name has to stand for a whole number");
    assertRefused(
        "forms", form.replace("\"x\", \"r", "2, \"r"), "/page/items/0/text: expected a string");
    assertRefused(
        "forms", form.replace("null", "5"), "/page/next: expected a string or null, found 5");
  }

  @Test
  void typesWithNames_arePrintedForClients() throws Exception {
    assertThat(Programs.types("comments.ts"))
        .contains(
            "readonly value: Comment;",
            "export type Comment = { readonly mood?: \"good\" | \"bad\"; readonly replies: readonly"
                + " Comment[]; readonly text: string };",
            "export type Term = number | Sum | Negation;",
            "{ readonly [name in \"EUR\" | \"USD\"]?: number }");
  }

  @Test
  void typesThatCannotBe_areRefusedWithWhatIsWrong() throws Exception {
    Path file = directory.resolve("wrong.mjs");
    Files.writeString(
        file,
        """
        import { InputDefinition, anyOf, array, constant, named, object, optional, runService, string, tuple } from "@skipruntime-jvm/service";
        const types = [
          () => array(optional(string)), () => constant(undefined), () => object({ a: String }), () => named("A"),
        ];
        for (const type of types) {
          try { type(); } catch (e) { console.error(e.message); }
        }
        const start = (value) => runService({ inputs: { all: new InputDefinition([], { value }) }, resources: {}, createGraph: (inputs) => inputs });
        await start(tuple(named("A", () => array(string)), named("A", () => string))).catch((e) => console.error(e.message));
        const a = named("A", () => anyOf(string, a));
        await start(a);
        """);
    Path output = directory.resolve("output");
    Process process =
        Programs.java(TypesCommand.class, List.of(file.toString()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
    assertThat(ended && process.exitValue() != 0).as(Files.readString(output)).isTrue();
    assertThat(Files.readString(output))
        .contains(
            "the element is optional, which only a member",
            "the constant is undefined, which is no JSON",
            "the member a is no type; write string",
            "write named(\"Name\", () => object({...}))",
            "there are two types of the name A",
            "the type A is nothing but itself");
  }
}
