package io.skipruntime.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random JSON values from small alphabets, so that equal and nearly equal values are common. */
final class RandomJson {

  private static final String[] PIECES = {
    "", "a", "b", "z", "é", "\uFEFF", "\uFF5E", "😀", "\n", "\"", "\\", "\u0000", "\u2028", "\uE000"
  };

  private static final String[] NUMBERS = {
    "0",
    "-0.0",
    "1",
    "1.0",
    "1e0",
    "10",
    "1e1",
    "0.1",
    "1e-1",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "1e400",
    "-1e400",
    "1e-400",
    "1e999999999",
    "1e-999999999",
    "9007199254740993",
    "9007199254740992.5",
    "1e21",
    "123456789012345678901234567890",
    "0.30000000000000004",
    "-1.5",
    "2.5"
  };

  private final Random random;

  RandomJson(Random random) {
    this.random = random;
  }

  Json value(int depth) {
    return switch (random.nextInt(depth == 0 ? 5 : 8)) {
      case 0 -> Json.NULL;
      case 1 -> Json.of(random.nextBoolean());
      case 2, 3 -> number();
      case 4 -> Json.of(string());
      case 5 -> {
        List<Json> elements = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          elements.add(value(depth - 1));
        }
        yield Json.array(elements);
      }
      default -> {
        Map<String, Json> members = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          members.put(string(), value(depth - 1));
        }
        yield Json.object(members);
      }
    };
  }

  JsonNumber number() {
    return switch (random.nextInt(6)) {
      case 0 -> Json.of(random.nextLong());
      case 1 -> Json.of(random.nextInt(5) - 2L);
      case 2 -> Json.of(finiteDouble());
      case 3 -> Json.of(new BigDecimal(new BigInteger(90, random), random.nextInt(60) - 30));
      default -> Json.of(new BigDecimal(NUMBERS[random.nextInt(NUMBERS.length)]));
    };
  }

  double finiteDouble() {
    double value = Double.longBitsToDouble(random.nextLong());
    return Double.isFinite(value) ? value : random.nextInt(8) / 4.0 - 1.0;
  }

  String string() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }
}
