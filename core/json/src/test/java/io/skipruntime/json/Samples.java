package io.skipruntime.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Types of every supported kind, each with a generator of random values of it. */
final class Samples {

  enum Color {
    RED,
    GREEN {
      @Override
      public String toString() {
        return "other than its name";
      }
    }
  }

  record User(String name, boolean active, List<Long> friends) {}

  record Scalars(
      int i, long l, short s, byte b, double d, float f, boolean t, Color color, UUID id) {}

  record Dated(LocalDate date, LocalTime time) {}

  record Exact(BigInteger integer, BigDecimal decimal, Instant at, Json any) {}

  record Absent(Optional<String> name, @Nullable Long number, Optional<Pair<Double, Color>> pair) {}

  record Pair<A, B>(A first, B second) {}

  record Tree(String label, List<Tree> children) {}

  record Empty() {}

  sealed interface Shape {}

  record Circle(double radius) implements Shape {}

  sealed interface Round<T> extends Shape {}

  record Box<T>(T zone, T content) implements Round<T> {}

  record Dot() implements Shape {}

  sealed interface Choice<T> {}

  record Some<T>(T value) implements Choice<T> {}

  record None<T>() implements Choice<T> {}

  record Sample<T>(TypeReference<T> type, Function<Random, T> generator) {
    T value(Random random) {
      return generator.apply(random);
    }

    Codec<T> codec() {
      return Codecs.of(type);
    }
  }

  private Samples() {}

  static List<Sample<?>> all() {
    return List.of(
        new Sample<>(new TypeReference<Long>() {}, Samples::whole),
        new Sample<>(new TypeReference<Integer>() {}, r -> r.nextInt(4) - 2),
        new Sample<>(new TypeReference<Short>() {}, r -> (short) r.nextInt(4)),
        new Sample<>(new TypeReference<Byte>() {}, r -> (byte) r.nextInt(4)),
        new Sample<>(new TypeReference<Double>() {}, Samples::decimal),
        new Sample<>(new TypeReference<Float>() {}, r -> (float) (r.nextInt(9) / 10.0)),
        new Sample<>(new TypeReference<BigInteger>() {}, r -> new BigInteger(70, r)),
        new Sample<>(new TypeReference<BigDecimal>() {}, Samples::exact),
        new Sample<>(new TypeReference<Boolean>() {}, Random::nextBoolean),
        new Sample<>(new TypeReference<String>() {}, Samples::text),
        new Sample<>(new TypeReference<Color>() {}, Samples::color),
        new Sample<>(new TypeReference<UUID>() {}, Samples::uuid),
        new Sample<>(new TypeReference<Instant>() {}, Samples::instant),
        new Sample<>(new TypeReference<LocalDate>() {}, Samples::date),
        new Sample<>(
            new TypeReference<LocalDateTime>() {}, r -> LocalDateTime.of(date(r), time(r))),
        new Sample<>(new TypeReference<LocalTime>() {}, Samples::time),
        new Sample<>(new TypeReference<Dated>() {}, r -> new Dated(date(r), time(r))),
        new Sample<>(new TypeReference<Json>() {}, r -> new RandomJson(r).value(3)),
        new Sample<>(new TypeReference<List<Long>>() {}, r -> list(r, () -> whole(r))),
        new Sample<>(new TypeReference<List<String>>() {}, r -> list(r, () -> text(r))),
        new Sample<>(new TypeReference<Set<Double>>() {}, r -> set(r, () -> decimal(r))),
        new Sample<>(
            new TypeReference<Map<String, Integer>>() {},
            r -> map(r, () -> text(r), () -> r.nextInt(3))),
        new Sample<>(
            new TypeReference<Map<Long, Color>>() {}, r -> map(r, () -> whole(r), () -> color(r))),
        new Sample<>(
            new TypeReference<Map<Boolean, UUID>>() {}, r -> map(r, r::nextBoolean, () -> uuid(r))),
        new Sample<>(new TypeReference<Map<Dot, Long>>() {}, r -> map(r, Dot::new, () -> whole(r))),
        new Sample<>(
            new TypeReference<Map<List<Long>, String>>() {},
            r -> map(r, () -> list(r, () -> whole(r)), () -> text(r))),
        new Sample<>(new TypeReference<User>() {}, Samples::user),
        new Sample<>(new TypeReference<Scalars>() {}, Samples::scalars),
        new Sample<>(
            new TypeReference<Exact>() {},
            r ->
                new Exact(new BigInteger(70, r), exact(r), instant(r), new RandomJson(r).value(2))),
        new Sample<>(new TypeReference<Absent>() {}, Samples::absent),
        new Sample<>(
            new TypeReference<Pair<User, Set<Color>>>() {},
            r -> new Pair<>(user(r), set(r, () -> color(r)))),
        new Sample<>(new TypeReference<Tree>() {}, r -> tree(r, 3)),
        new Sample<>(new TypeReference<Empty>() {}, r -> new Empty()),
        new Sample<>(new TypeReference<Circle>() {}, r -> new Circle(decimal(r))),
        new Sample<>(
            new TypeReference<List<Choice<Double>>>() {},
            r -> list(r, () -> r.nextBoolean() ? new Some<>(decimal(r)) : new None<>())));
  }

  static Long whole(Random random) {
    return random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(4) - 2L;
  }

  static Double decimal(Random random) {
    return random.nextBoolean() ? new RandomJson(random).finiteDouble() : random.nextInt(5) / 2.0;
  }

  private static BigDecimal exact(Random random) {
    return new BigDecimal(new BigInteger(8, random), random.nextInt(4) - 1).stripTrailingZeros();
  }

  static String text(Random random) {
    return new RandomJson(random).string();
  }

  private static Color color(Random random) {
    return random.nextBoolean() ? Color.RED : Color.GREEN;
  }

  private static UUID uuid(Random random) {
    return new UUID(random.nextInt(2), random.nextLong());
  }

  private static LocalDate date(Random random) {
    return LocalDate.of(0, 1, 1).plusDays(random.nextInt(4) * 1_200_000L + random.nextInt(3));
  }

  private static LocalTime time(Random random) {
    return LocalTime.ofNanoOfDay(random.nextInt(3) * 43_199_500_000_000L + random.nextInt(3));
  }

  private static Instant instant(Random random) {
    return Instant.ofEpochSecond(random.nextInt(3), random.nextInt(3) * 500_000_000L);
  }

  private static User user(Random random) {
    return new User(text(random), random.nextBoolean(), list(random, () -> whole(random)));
  }

  private static Scalars scalars(Random random) {
    return new Scalars(
        random.nextInt(2),
        whole(random),
        (short) 1,
        (byte) 2,
        decimal(random) + 0.0,
        random.nextInt(3) / 4f,
        random.nextBoolean(),
        color(random),
        uuid(random));
  }

  private static Absent absent(Random random) {
    return new Absent(
        random.nextBoolean() ? Optional.of(text(random)) : Optional.empty(),
        random.nextBoolean() ? whole(random) : null,
        random.nextBoolean()
            ? Optional.of(new Pair<>(decimal(random) + 0.0, color(random)))
            : Optional.empty());
  }

  private static Tree tree(Random random, int depth) {
    return new Tree(
        text(random), depth == 0 ? List.of() : list(random, () -> tree(random, depth - 1)));
  }

  private static <T> List<T> list(Random random, Supplier<? extends T> element) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(element.get());
    }
    return List.copyOf(list);
  }

  private static <T> Set<T> set(Random random, Supplier<T> element) {
    return Set.copyOf(new HashSet<>(list(random, element)));
  }

  private static <K, V> Map<K, V> map(Random random, Supplier<K> key, Supplier<V> value) {
    Map<K, V> map = new HashMap<>();
    for (K each : set(random, key)) {
      map.put(each, value.get());
    }
    return Map.copyOf(map);
  }
}
