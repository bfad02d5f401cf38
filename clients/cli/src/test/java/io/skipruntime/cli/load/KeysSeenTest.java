package io.skipruntime.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.Json;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KeysSeenTest {

  @Test
  void keys_areNew_whenASetHasThemNot() {
    KeysSeen seen = new KeysSeen();
    Set<Json> model = new HashSet<>();
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      Json key =
          random.nextBoolean()
              ? Json.of(random.nextInt(9_000))
              : Json.of("k" + random.nextInt(9_000));
      assertThat(seen.add(key)).isEqualTo(model.add(key));
    }
  }
}
