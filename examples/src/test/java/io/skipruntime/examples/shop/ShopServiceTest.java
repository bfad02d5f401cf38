package io.skipruntime.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.examples.shop.ShopService.Line;
import io.skipruntime.examples.shop.ShopService.Order;
import io.skipruntime.examples.shop.ShopService.Product;
import io.skipruntime.json.Json;
import io.skipruntime.testkit.FunctionRuns;
import io.skipruntime.testkit.TestedService;
import io.skipruntime.testkit.TestedStream;
import io.skipruntime.testkit.consistency.Consistency;
import io.skipruntime.testkit.junit.SkipExtension;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The service that docs/services.md explains does what the page says. */
class ShopServiceTest {

  @RegisterExtension final SkipExtension skip = SkipExtension.of(ShopService::new);

  @Test
  void price_changesTheTotalsOfOrdersThatHaveTheProduct(TestedService service) {
    TestedStream<String, BigDecimal> spent =
        service.<String, BigDecimal>resource("spent").subscribe();
    spent.assertInit(
        Entry.of("ada", new BigDecimal("19.50")), Entry.of("bob", new BigDecimal("140.00")));
    FunctionRuns runs =
        service.runsDuring(() ->
            service.write(
                "products",
                Entry.of("ink", new Product("Ink", "writing", new BigDecimal("8.50")))));
    spent.assertUpdate(Entry.of("ada", new BigDecimal("20.50")));
    runs.assertRan("Totals", 1L);
  }

  @Test
  void favourites_holdEachProductOnce(TestedService service) {
    service.write("orders", Entry.of(3L, new Order("ada", List.of(new Line("pen", 1)))));
    service
        .<String, Set<String>>resource("favourites")
        .assertContents(Entry.of("ada", Set.of("ink", "pen")), Entry.of("bob", Set.of("desk")));
    service.write("orders", Entry.deleted(1L));
    service
        .<String, Set<String>>resource("favourites")
        .assertContents(Entry.of("ada", Set.of("pen")), Entry.of("bob", Set.of("desk")));
  }

  @Test
  void paths_followAParentThatMoves(TestedService service) {
    service.write("parentCategories", Entry.of("office", "shop"));
    service
        .<String, List<String>>resource("paths")
        .assertContents(
            Entry.of("desk", List.of("shop", "office", "furniture")),
            Entry.of("ink", List.of("shop", "office", "writing")),
            Entry.of("pen", List.of("shop", "office", "writing")));
  }

  @Test
  void search_restrictsByWhatIsGiven(TestedService service) {
    assertThat(keysOf(service, Map.of())).containsExactly("desk", "ink", "pen");
    assertThat(keysOf(service, Map.of("category", Json.of("writing"))))
        .containsExactly("ink", "pen");
    assertThat(keysOf(service, Map.of("upTo", Json.of(2)))).containsExactly("pen");
  }

  private static List<String> keysOf(TestedService service, Map<String, Json> params) {
    return service.instance().<String, Product>getAll("search", Json.object(params)).stream()
        .map(Entry::key)
        .toList();
  }

  @Test
  void shop_isWhatItIsFromScratch() {
    Consistency.Report report =
        Consistency.of(ShopService::new)
            .entries("products", random -> Entry.of(product(random), price(random)))
            .entries("orders", random -> Entry.of(random.nextLong(6), order(random)))
            .resource("spent")
            .resource("favourites")
            .resource("paths")
            .resource("totals", random -> new ShopService.Page(random.nextLong(6), 2))
            .runs(20)
            .check();
    assertThat(report.commits()).isGreaterThan(200);
  }

  private static String product(Random random) {
    return List.of("pen", "ink", "desk", "lamp").get(random.nextInt(4));
  }

  private static Product price(Random random) {
    return new Product("Product", "writing", BigDecimal.valueOf(random.nextInt(5)));
  }

  private static Order order(Random random) {
    return new Order(
        random.nextBoolean() ? "ada" : "bob",
        List.of(new Line(product(random), 1 + random.nextInt(3))));
  }
}
