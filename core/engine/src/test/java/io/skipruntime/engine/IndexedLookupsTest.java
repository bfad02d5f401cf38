package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Collections of which so many entries are looked up by key that they are indexed by hash. */
class IndexedLookupsTest {

  private static final int PRODUCTS = 400;
  private static final int LINES = 300;
  private static final long BROKEN = -1;

  record Inputs(EagerCollection<Long, Long> prices, EagerCollection<Long, Long> lines) {}

  record Shared(EagerCollection<Long, Long> costs) {}

  /** The price with a tax, by the product: as a Long, or if the price is odd, as a Double. */
  record Gross(long tax) implements Mapper<Long, Long, Object, Long> {
    @Override
    public void mapEntry(Long product, Values<Long> price, Emitter<Object, Long> out) {
      Object key = price.getUnique() % 2 == 0 ? (Object) product : (Object) product.doubleValue();
      out.emit(key, price.getUnique() + tax);
    }
  }

  /**
   * The price of a line's product and of the next, and their gross prices, where they are there.
   */
  record Cost(EagerCollection<Long, Long> prices, EagerCollection<Object, Long> gross)
      implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long line, Values<Long> product, Emitter<Long, Long> out) {
      long first = product.getUnique();
      if (first == BROKEN) {
        throw new IllegalStateException("no product");
      }
      for (long each = first; each <= first + 1; each++) {
        prices.get(each).forEach(price -> out.emit(line, price));
        gross.get(each).forEach(price -> out.emit(line, price));
      }
    }
  }

  record Shop(long tax) implements SkipService<Inputs, Shared> {
    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty().and("costs", (shared, context) -> shared.costs());
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      EagerCollection<Object, Long> gross = in.prices().map(new Gross(tax));
      return new Shared(in.lines().map(new Cost(in.prices(), gross)));
    }
  }

  private final Random random = new Random(1);
  private final TreeMap<Long, Long> prices = new TreeMap<>();
  private final TreeMap<Long, Long> lines = new TreeMap<>();
  private final ServiceInstance service = ServiceInstance.start(new Shop(7));

  @AfterEach
  void close() {
    service.close();
  }

  private static Entry<Long, Long> entry(long key, @Nullable Long value) {
    return value == null ? Entry.deleted(key) : Entry.of(key, value);
  }

  /** Random values of random keys, of which a third is to be deleted. */
  private Map<Long, Entry<Long, Long>> changes(int count, int keys, long values) {
    Map<Long, Entry<Long, Long>> changes = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      long key = random.nextInt(keys);
      changes.put(key, entry(key, random.nextInt(3) == 0 ? null : random.nextLong(values)));
    }
    return changes;
  }

  private void write(
      Map<Long, Entry<Long, Long>> newPrices, Map<Long, Entry<Long, Long>> newLines) {
    service.transaction(writes -> {
      writes.update("prices", List.copyOf(newPrices.values()));
      writes.update("lines", List.copyOf(newLines.values()));
    });
    apply(newPrices, prices);
    apply(newLines, lines);
  }

  private static void apply(Map<Long, Entry<Long, Long>> changes, Map<Long, Long> contents) {
    changes.forEach((key, entry) -> {
      if (entry.values().isEmpty()) {
        contents.remove(key);
      } else {
        contents.put(key, entry.values().getFirst());
      }
    });
  }

  private void load() {
    Map<Long, Entry<Long, Long>> newPrices = new TreeMap<>();
    Map<Long, Entry<Long, Long>> newLines = new TreeMap<>();
    for (long key = 0; key < PRODUCTS; key++) {
      newPrices.put(key, Entry.of(key, random.nextLong(1000)));
    }
    write(newPrices, newLines);
    for (long key = 0; key < LINES; key++) {
      newLines.put(key, Entry.of(key, random.nextLong(PRODUCTS)));
    }
    write(new TreeMap<>(), newLines);
  }

  private void writeAtRandom() {
    int most = random.nextInt(4) == 0 ? 200 : 4;
    write(
        changes(random.nextInt(most), PRODUCTS, 1000),
        changes(random.nextInt(most), LINES, PRODUCTS));
  }

  private void writeInVain() {
    int most = random.nextInt(4) == 0 ? 200 : 4;
    Map<Long, Entry<Long, Long>> broken = changes(random.nextInt(most), LINES, PRODUCTS);
    long key = random.nextInt(LINES);
    broken.put(key, Entry.of(key, BROKEN));
    assertThatThrownBy(() -> write(changes(1 + random.nextInt(most), PRODUCTS, 1000), broken))
        .isInstanceOf(ComputationException.class)
        .hasMessageContaining("no product");
  }

  private void requireRightCosts(long tax) {
    List<Entry<Long, Long>> costs = new ArrayList<>();
    lines.forEach((line, product) -> {
      List<Long> found = new ArrayList<>();
      for (long each = product; each <= product + 1; each++) {
        Long price = prices.get(each);
        if (price != null) {
          found.add(price);
          found.add(price + tax);
        }
      }
      if (!found.isEmpty()) {
        costs.add(new Entry<>(line, found));
      }
    });
    assertThat(service.<Long, Long>getAll("costs")).containsExactlyElementsOf(costs);
  }

  @Test
  void lookups_areRight_afterUpdatesDeletionsAndRejectedWrites() {
    load();
    requireRightCosts(7);
    for (int step = 0; step < 80; step++) {
      if (random.nextInt(3) == 0) {
        writeInVain();
      } else {
        writeAtRandom();
      }
      requireRightCosts(7);
    }
  }

  @Test
  void lookups_areRight_afterAReload() {
    load();
    for (int tax = 8; tax < 12; tax++) {
      service.reload(new Shop(tax));
      requireRightCosts(tax);
      writeInVain();
      writeAtRandom();
      requireRightCosts(tax);
    }
  }

  @Test
  void lookups_areRight_whenTheFirstOfThemWereInARejectedWrite() {
    Map<Long, Entry<Long, Long>> newPrices = new TreeMap<>();
    for (long key = 0; key < PRODUCTS; key++) {
      newPrices.put(key, Entry.of(key, random.nextLong(1000)));
    }
    write(newPrices, new TreeMap<>());
    Map<Long, Entry<Long, Long>> broken = new TreeMap<>();
    for (long key = 0; key < LINES; key++) {
      broken.put(key, Entry.of(key, key == 150 ? BROKEN : key));
    }
    assertThatThrownBy(() -> write(changes(100, PRODUCTS, 1000), broken))
        .isInstanceOf(ComputationException.class);
    requireRightCosts(7);
    write(new TreeMap<>(), changes(LINES, LINES, PRODUCTS));
    requireRightCosts(7);
    writeAtRandom();
    requireRightCosts(7);
  }

  @Test
  void lookups_areRight_whenAllIsDeletedAndComesBack() {
    load();
    Map<Long, Entry<Long, Long>> none = new TreeMap<>();
    prices.keySet().forEach(key -> none.put(key, Entry.deleted(key)));
    write(none, new TreeMap<>());
    requireRightCosts(7);
    write(changes(PRODUCTS, PRODUCTS, 1000), new TreeMap<>());
    requireRightCosts(7);
    writeInVain();
    requireRightCosts(7);
  }

  @Test
  void price_canBeRemoved_whenItCameBackUnderAKeyOfAnotherClass() {
    writeOne(1, 5L);
    for (Long price : Arrays.asList(5L, null, 4L, null, 5L, 4L, 3L, null)) {
      writeOne(2, price);
      requireRightCosts(7);
    }
  }

  /** A price of a product, and a line for it. */
  private void writeOne(long product, @Nullable Long price) {
    write(
        new TreeMap<>(Map.of(product, entry(product, price))),
        new TreeMap<>(Map.of(product, Entry.of(product, product))));
  }
}
