package io.skipruntime.style.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Sample;
import org.junit.jupiter.api.Test;

class TypeNamesTest {

  private static final String PATH = "json/src/main/java/p/A.java";

  @Test
  void findsEmptyWordsAndMarkedInterfaces_nestedOnesToo() {
    String text =
        """
        class HeapImpl {
          record CacheManager() {}
          enum StringUtils {}
        }
        interface IStore { class TestHelper {} }
        """;
    assertThat(Sample.subjects(new TypeNames(), PATH, text))
        .containsExactlyInAnyOrder(
            PATH + "#HeapImpl",
            PATH + "#CacheManager",
            PATH + "#StringUtils",
            PATH + "#IStore",
            PATH + "#TestHelper");
  }

  @Test
  void acceptsWordsThatOnlyContainThem() {
    String text =
        "class Implication {} class Managers {} class ISet {} interface Index {} interface IO {}";
    assertThat(Sample.violations(new TypeNames(), PATH, text)).isEmpty();
  }
}
