package io.skipruntime.examples.sum;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.Resources.NoParameters;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SumServiceTest {

  private final ServiceInstance service = ServiceInstance.start(new SumService());

  @AfterEach
  void close() {
    service.close();
  }

  private void write(String input, String key, String... numbers) {
    List<BigDecimal> values = Stream.of(numbers).map(BigDecimal::new).toList();
    service.update(input, List.of(new Entry<>(key, values)));
  }

  private String read(String resource) {
    return service.<String, BigDecimal>getAll(resource, new NoParameters()).stream()
        .map(entry -> entry.key() + Json.from(entry.values()))
        .collect(Collectors.joining(" "));
  }

  @Test
  void addAndSub_haveOneNumberForEachKeyOfEitherInput() {
    write("input1", "both", "5", "2");
    write("input1", "first", "1.5");
    write("input2", "both", "3");
    write("input2", "second", "4");
    assertThat(read("add")).isEqualTo("both[10] first[1.5] second[4]");
    assertThat(read("sub")).isEqualTo("both[4] first[1.5] second[-4]");
  }

  @Test
  void addAndSub_followWritesAndDeletions_exactly() {
    write("input1", "x", "0.1");
    write("input2", "x", "0.2");
    assertThat(read("add")).isEqualTo("x[0.3]");
    write("input1", "x");
    assertThat(read("add")).isEqualTo("x[0.2]");
    assertThat(read("sub")).isEqualTo("x[-0.2]");
    write("input2", "x");
    assertThat(read("add")).isEmpty();
    assertThat(read("sub")).isEmpty();
  }
}
