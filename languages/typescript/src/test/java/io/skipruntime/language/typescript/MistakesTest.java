package io.skipruntime.language.typescript;

import static io.skipruntime.language.typescript.Programs.contents;
import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.Json;
import io.skipruntime.workers.WorkerProgram;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is wrong with a service is said when it is started, and what to do about it. */
final class MistakesTest {

  private static Map<String, String> told() {
    Map<String, String> told = new HashMap<>();
    try (WorkerProgram program = Programs.start("mistakes.mjs")) {
      for (Json entry :
          Json.parse(contents(program.service(), "told", "{}")).asArray().elements()) {
        told.put(
            entry.asArray().get(0).asString(), entry.asArray().get(1).asArray().get(0).asString());
      }
    }
    return told;
  }

  @Test
  void services_areRefused_withWhatToDo() {
    Map<String, String> expected =
        Map.ofEntries(
            Map.entry(
                "a mapper that gives a number",
                "input.map(Number5) failed for key \"a\": SkipError: the function has to give a"
                    + " list, or what can be iterated over, and gives number"),
            Map.entry(
                "a mapper that gives a pair",
                "input.map(NoPair) failed for key \"a\": SkipError: emission 0 is not a pair of key"
                    + " and value: a mapper gives a list of pairs, such as [[key, value]]"),
            Map.entry(
                "a mapper without mapEntry",
                "input.map(OtherName) failed for key \"a\": SkipError: the class OtherName has no"
                    + " method mapEntry"),
            Map.entry(
                "a mapper that cannot be made",
                "input.map(Throws) failed for key \"a\": not made ("),
            Map.entry(
                "a mapper that is a function",
                "Mapper classes must be defined at top-level. Give a class that has a name"),
            Map.entry(
                "a graph that gives nothing",
                "createGraph has to give an object of collections, such as { input }, and gives"
                    + " undefined"),
            Map.entry("a graph that gives a promise", "and gives a promise"),
            Map.entry("a graph that gives a collection", "and gives an object"),
            Map.entry(
                "a graph with a number",
                "shared of createGraph has to be a collection, and is number"),
            Map.entry(
                "a resource that is a function",
                "the resource shared has to be a class, and is function"),
            Map.entry(
                "data that is no list",
                "the initial data of the input input: expected a list of [key, [value, ...]], found"
                    + " {\"a\":1}"),
            Map.entry(
                "data without lists of values",
                "the initial data of the input input: entry 1: expected [key, [value, ...]], found"
                    + " [\"b\",2]"));
    Map<String, String> told = told();
    assertThat(told).containsOnlyKeys(expected.keySet());
    expected.forEach((mistake, message) ->
        assertThat(told.get(mistake)).as(mistake).contains(message).doesNotContain("errorOf"));
  }
}
