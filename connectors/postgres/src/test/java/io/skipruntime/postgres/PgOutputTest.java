package io.skipruntime.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PgOutputTest {

  private static ByteBuffer update() {
    ByteBuffer message = ByteBuffer.allocate(100);
    message.put((byte) 'U').putInt(7).put((byte) 'N').putShort((short) 3);
    message.put((byte) 't').putInt(2).put("ab".getBytes(StandardCharsets.UTF_8));
    message.put((byte) 'n').put((byte) 'u');
    return message.flip();
  }

  @Test
  void update_hasTextNullAndUnchangedValues() {
    assertThat(PgOutput.parse(update()))
        .isInstanceOfSatisfying(
            PgOutput.Update.class,
            each -> {
              assertThat(each.relation()).isEqualTo(7);
              assertThat(each.old()).isNull();
              assertThat(each.row().value(0)).isEqualTo("ab");
              assertThat(each.row().value(1)).isNull();
              assertThat(each.row().value(2)).isSameAs(PgOutput.Tuple.UNCHANGED);
            });
  }

  @Test
  void messageThatEndsTooEarly_isRefused() {
    ByteBuffer whole = update();
    for (int size = 1; size < whole.limit(); size++) {
      ByteBuffer part = whole.slice(0, size);
      assertThatThrownBy(() -> PgOutput.parse(part)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void randomBytes_areReadOrRefused() {
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(1, 60)];
      random.nextBytes(bytes);
      bytes[0] = (byte) "BCRIUDTOYM".charAt(random.nextInt(10));
      try {
        assertThat(PgOutput.parse(ByteBuffer.wrap(bytes))).isNotNull();
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageContaining("pgoutput");
      }
    }
  }
}
