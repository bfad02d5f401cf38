package io.skipruntime.json.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ByteOrderMarkTest {

  @Test
  void mark_isLeftOut_onceAndAtTheStartAlone() {
    for (String text : new String[] {"", "a", "a\uFEFF", "\uFEFF", "\uFEFFa", "\uFFFEa"}) {
      assertThat(ByteOrderMark.strip("\uFEFF" + text)).isEqualTo(text);
      assertThat(ByteOrderMark.strip(("\uFEFF" + text).getBytes(UTF_8)))
          .isEqualTo(text.getBytes(UTF_8));
    }
    for (String text : new String[] {"", "a", "a\uFEFF", "\uFFFEa", "\u00EF"}) {
      assertThat(ByteOrderMark.strip(text)).isSameAs(text);
      byte[] utf8 = text.getBytes(UTF_8);
      assertThat(ByteOrderMark.strip(utf8)).isSameAs(utf8);
    }
  }
}
