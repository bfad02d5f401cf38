package io.skipruntime.language.typescript;

import static io.skipruntime.language.typescript.Programs.contents;
import static io.skipruntime.language.typescript.Programs.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.workers.WorkerProgram;
import org.junit.jupiter.api.Test;

/** Services as Skip's documentation has them, in TypeScript, run by Node. */
final class TypeScriptServiceTest {

  @Test
  void groups_followUsersAndGroups() {
    try (WorkerProgram program = Programs.start("groups.ts")) {
      ServiceInstance service = program.service();
      assertThat(contents(service, "active_friends", "0")).isEqualTo("[[1001,[1]]]");
      update(service, "users", "[[2,[{\"name\":\"Carol\",\"active\":true,\"friends\":[0,1]}]]]");
      assertThat(contents(service, "active_friends", "0")).isEqualTo("[[1001,[1,2]],[1002,[2]]]");
      update(service, "groups", "[[1002,[]]]");
      update(service, "users", "[[0,[{\"name\":\"Bob\",\"active\":true,\"friends\":[2]}]]]");
      assertThat(contents(service, "active_friends", "0")).isEqualTo("[[1001,[2]]]");
    }
  }

  @Test
  void groups_refuseAWriteThatAMapperRefuses_andSayWhere() {
    try (WorkerProgram program = Programs.start("groups.ts")) {
      ServiceInstance service = program.service();
      assertThatThrownBy(() -> update(service, "users", "[[2,[]]]"))
          .isInstanceOf(ComputationException.class)
          .hasMessageContaining("groups.map(ActiveMembers) failed for key 1001")
          .hasMessageContaining("SkipNonUniqueValueError: there are 0 values, not one")
          .hasMessageContaining("groups.ts:14:");
      assertThat(contents(service, "active_friends", "0")).isEqualTo("[[1001,[1]]]");
    }
  }

  @Test
  void sum_readsTheOtherCollection_alsoKeysThatComeLater() {
    try (WorkerProgram program = Programs.start("sum.ts")) {
      ServiceInstance service = program.service();
      update(service, "input1", "[[\"a\",[1,10]],[\"b\",[2]]]");
      assertThat(contents(service, "sum", "{}")).isEqualTo("[]");
      update(service, "input2", "[[\"a\",[100]],[\"b\",[1,2]]]");
      assertThat(contents(service, "sum", "{}")).isEqualTo("[[\"a\",[101,110]],[\"b\",[3,4]]]");
    }
  }

  @Test
  void reducers_areThoseOfTheEngine_orTheAuthors() {
    try (WorkerProgram program = Programs.start("sum.ts")) {
      ServiceInstance service = program.service();
      update(service, "input1", "[[\"a\",[1.5]],[\"b\",[2]],[\"c\",[0]]]");
      assertThat(contents(service, "total", "{\"of\":\"sum\"}")).isEqualTo("[[\"total\",[3.5]]]");
      assertThat(contents(service, "total", "{\"of\":\"min\"}")).isEqualTo("[[\"total\",[0]]]");
      assertThat(contents(service, "total", "{\"of\":\"max\"}")).isEqualTo("[[\"total\",[2]]]");
      assertThat(contents(service, "total", "{\"of\":\"count\"}")).isEqualTo("[[\"total\",[3]]]");
      assertThat(contents(service, "total", "{\"of\":\"product\"}")).isEqualTo("[[\"total\",[0]]]");
      update(service, "input1", "[[\"c\",[]]]");
      assertThat(contents(service, "total", "{\"of\":\"product\"}")).isEqualTo("[[\"total\",[3]]]");
    }
  }

  @Test
  void sheet_computesLazily_andNamesACycle() {
    try (WorkerProgram program = Programs.start("sheet.ts")) {
      ServiceInstance service = program.service();
      update(service, "cells", "[[\"A3\",[\"=A1 + A2\"]],[\"A4\",[\"=A3 + 1\"]]]");
      assertThat(contents(service, "sheet", "{}"))
          .isEqualTo("[[\"A1\",[23]],[\"A2\",[2]],[\"A3\",[25]],[\"A4\",[26]]]");
      update(service, "cells", "[[\"A1\",[5]]]");
      assertThat(contents(service, "sheet", "{}"))
          .isEqualTo("[[\"A1\",[5]],[\"A2\",[2]],[\"A3\",[7]],[\"A4\",[8]]]");
      update(service, "cells", "[[\"A1\",[\"=A4\"]]]");
      assertThatThrownBy(() -> contents(service, "sheet", "{}"))
          .hasMessageContaining("depends on itself");
    }
  }

  @Test
  void numbersThatNoDoubleHas_passExactly() {
    try (WorkerProgram program = Programs.start("failures.ts")) {
      ServiceInstance service = program.service();
      update(service, "input", "[[9007199254740993,[-9223372036854775807]]]");
      assertThat(contents(service, "all", "{}"))
          .isEqualTo("[[1,[\"fine\"]],[9007199254740993,[-9223372036854775807]]]");
    }
  }

  @Test
  void documents_passExactly_whateverTheirTextsAndNumbersLookLike() {
    String documents =
        """
        [[1,["fine"]],\
        [2,[{"\\u0000n5":9007199254740993,"s":"\\u0000n5"}]],\
        [3,[[9007199254740993,"\\u0000nabc","\\u0000s","9007199254740993 \\"9007199254740993\\""]]],\
        [4,[[0.1000000000000000055511151231257827,0.30000000000000004,9007199254740993]]],\
        [5,[12345678901234567890e3]],\
        [6,[1e30]]]\
        """;
    try (WorkerProgram program = Programs.start("failures.ts")) {
      update(program.service(), "input", documents);
      assertThat(Json.parse(contents(program.service(), "all", "{}")))
          .isEqualTo(Json.parse(documents.replace("0.1000000000000000055511151231257827", "0.1")));
    }
  }

  @Test
  void random_equalsPlainJavaScriptFromScratch() {
    try (WorkerProgram program = Programs.start("random.mjs")) {
      assertThat(program.awaitEnd()).as("the program says on the console what differs").isZero();
    }
  }

  @Test
  void publishedSuite_ofTheReference_passes() {
    Programs.requireFetched("suite");
    try (WorkerProgram program = Programs.start("published-suite.mjs")) {
      assertThat(program.awaitEnd()).as("the program says on the console what differs").isZero();
    }
  }
}
