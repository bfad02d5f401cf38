package io.skipruntime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NodeNameTest {

  private static String label(String name) {
    return new InspectedGraph.Node("id", name, "map", List.of(), List.of(), 0, 0, 0, 0, 0).label();
  }

  @Test
  void parametersOfSources_areLeftOut_andKeysStay() {
    assertThat(NodeName.withoutParams("database/public.posts{\"columns\":[\"a\"]}"))
        .isEqualTo("database/public.posts");
    assertThat(NodeName.withoutParams("s/a{\"x\":{\"y\":\"}\\\"\"}}.semiJoin(s/b{}).map(B)"))
        .isEqualTo("s/a.semiJoin(s/b).map(B)");
    assertThat(NodeName.withoutParams("a.slice({\"k\":1}, {\"k\":2})"))
        .isEqualTo("a.slice({\"k\":1}, {\"k\":2})");
    assertThat(NodeName.withoutParams("s/a{\"cut")).isEqualTo("s/a");
    assertThat(NodeName.withoutParams("{}")).isEqualTo("{}");
  }

  @Test
  void labels_doNotTakeWhatIsInParameters_forCalls() {
    assertThat(label("database/public.posts{\"where\":\"a.b(1)\"}"))
        .isEqualTo("database/public.posts");
    assertThat(label("database/public.posts{\"where\":\"(\"}.map(Listing)")).isEqualTo("Listing");
  }
}
