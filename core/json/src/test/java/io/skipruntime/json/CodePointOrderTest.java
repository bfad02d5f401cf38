package io.skipruntime.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CodePointOrderTest {

  /** Characters on both sides of each place where UTF-16 order is another, and of its distances. */
  private static final int[] CODE_POINTS = {
    0, 'a', 'b', 0xFF, 0x100, 0xD400, 0xD7FE, 0xD7FF, 0xE000, 0xE001, 0xE3FF, 0xE400, 0xFFFF,
    0x10000, 0x10001, 0x103FF, 0x10400, 0x1F600, 0x10FC00, 0x10FFFF
  };

  private static int[] codePoints(Random random) {
    return random.ints(random.nextInt(5), 0, CODE_POINTS.length).map(i -> CODE_POINTS[i]).toArray();
  }

  @Test
  void strings_areInTheOrderOfTheirCodePoints() {
    Seeds.forEach(
        200_000,
        random -> {
          int[] one = codePoints(random);
          int[] other = codePoints(random);
          int order =
              CodePointOrder.compare(
                  new String(one, 0, one.length), new String(other, 0, other.length));
          assertThat(Integer.signum(order))
              .as("%s, %s", Arrays.toString(one), Arrays.toString(other))
              .isEqualTo(Integer.signum(Arrays.compare(one, other)));
        });
  }

  @Test
  void stringsOfVeryDifferentLengths_areInOrder() {
    String longer = "a".repeat(5_000);
    assertThat(CodePointOrder.compare("a", longer)).isNegative();
    assertThat(CodePointOrder.compare(longer, "a")).isPositive();
    assertThat(CodePointOrder.compare("b", longer)).isPositive();
    assertThat(CodePointOrder.compare(longer, longer)).isZero();
  }
}
