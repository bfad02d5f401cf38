package io.skipruntime;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.TypeReference;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourcesTest {

  record Shared(EagerCollection<Long, Long> numbers) {}

  record From(long start) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared shared, Context context) {
      return shared.numbers().slice(start, Long.MAX_VALUE);
    }
  }

  @Test
  void definitions_haveNameTypeAndConstructor_inTheOrderTheyWereAdded() {
    Resources<Shared> resources =
        Resources.of("one", Long.class, From::new)
            .and("two", From.class)
            .and("three", new TypeReference<List<Long>>() {}, list -> new From(list.getFirst()))
            .and("four", (shared, context) -> shared.numbers());

    assertThat(resources.definitions())
        .extracting(Resources.Definition::name)
        .containsExactly("one", "two", "three", "four");
    assertThat(resources.definitions())
        .extracting(definition -> definition.parameters().getTypeName())
        .containsExactly(
            "java.lang.Long",
            From.class.getName(),
            "java.util.List<java.lang.Long>",
            Resources.NoParameters.class.getName());
    assertThat(resources.definitions().get(0).constructor().apply(7L)).isEqualTo(new From(7));
    assertThat(resources.definitions().get(1).constructor().apply(new From(8)))
        .isEqualTo(new From(8));
    assertThat(resources.definitions().get(2).constructor().apply(List.of(9L)))
        .isEqualTo(new From(9));
  }

  @Test
  void and_leavesTheReceiverAsItWas() {
    Resources<Shared> one = Resources.of("one", From.class);
    assertThat(one.and("two", From.class).definitions()).hasSize(2);
    assertThat(one.definitions()).hasSize(1);
  }
}
