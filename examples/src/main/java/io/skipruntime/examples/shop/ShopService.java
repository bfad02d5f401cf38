package io.skipruntime.examples.shop;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.LazyCollection;
import io.skipruntime.LazyCompute;
import io.skipruntime.Mapper;
import io.skipruntime.Reducer;
import io.skipruntime.Reducers;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A shop. Each resource shows one way to compute with collections; docs/services.md explains them
 * in turn.
 */
public final class ShopService implements SkipService<ShopService.Inputs, ShopService.Shared> {

  // region inputs
  public record Product(String name, String category, BigDecimal price) {}

  public record Order(String customer, List<Line> lines) {}

  public record Line(String product, int quantity) {}

  /** The component names are the names that clients write to. */
  public record Inputs(
      EagerCollection<String, Product> products,
      EagerCollection<Long, Order> orders,
      EagerCollection<String, String> parentCategories) {}

  // endregion

  /** The collections that all resources are built from. */
  public record Shared(
      EagerCollection<String, Product> products,
      EagerCollection<Long, BigDecimal> totals,
      EagerCollection<String, BigDecimal> spent,
      EagerCollection<String, Set<String>> favourites,
      EagerCollection<String, List<String>> paths) {}

  // region map
  /** The total of each order, at today's prices. */
  record Totals(EagerCollection<String, Product> products)
      implements Mapper<Long, Order, Long, BigDecimal> {
    @Override
    public void mapEntry(Long id, Values<Order> orders, Emitter<Long, BigDecimal> out) {
      BigDecimal total = BigDecimal.ZERO;
      for (Line line : orders.getUnique().lines()) {
        Optional<Product> product = products.findUnique(line.product());
        if (product.isPresent()) {
          total = total.add(product.get().price().multiply(BigDecimal.valueOf(line.quantity())));
        }
      }
      out.emit(id, total);
    }
  }

  // endregion

  // region mapReduce
  /** Each order's total, under its customer. */
  record ByCustomer(EagerCollection<Long, BigDecimal> totals)
      implements Mapper<Long, Order, String, BigDecimal> {
    @Override
    public void mapEntry(Long id, Values<Order> orders, Emitter<String, BigDecimal> out) {
      out.emit(orders.getUnique().customer(), totals.getUnique(id));
    }
  }

  // endregion

  /** Each product that was ordered, under its customer. */
  record Ordered() implements Mapper<Long, Order, String, String> {
    @Override
    public void mapEntry(Long id, Values<Order> orders, Emitter<String, String> out) {
      Order order = orders.getUnique();
      order.lines().forEach(line -> out.emit(order.customer(), line.product()));
    }
  }

  // region reducer
  /** The values, each once. Which of several equal ones goes makes a difference, so all go. */
  record Distinct() implements Reducer<String, Set<String>> {
    @Override
    public Set<String> initial() {
      return Set.of();
    }

    @Override
    public Set<String> add(@Nullable Set<String> seen, String value) {
      Set<String> more = new TreeSet<>(seen == null ? Set.of() : seen);
      more.add(value);
      return more;
    }

    @Override
    public @Nullable Set<String> remove(Set<String> seen, String value) {
      return null; // another value may be equal: computed again from those that are left
    }
  }

  // endregion

  // region lazy
  /** The categories from the outermost to the given one. */
  record Path(EagerCollection<String, String> parents)
      implements LazyCompute<String, List<String>> {
    @Override
    public List<List<String>> compute(LazyCollection<String, List<String>> paths, String category) {
      List<String> path =
          new ArrayList<>(parents.findUnique(category).map(paths::getUnique).orElse(List.of()));
      path.add(category);
      return List.of(path);
    }
  }

  /** The path of each product's category. */
  record PathOfProduct(LazyCollection<String, List<String>> paths)
      implements Mapper<String, Product, String, List<String>> {
    @Override
    public void mapEntry(String id, Values<Product> products, Emitter<String, List<String>> out) {
      out.emit(id, paths.getUnique(products.getUnique().category()));
    }
  }

  // endregion

  @Override
  public InitialData initialData() {
    return InitialData.of(
            "products",
            Entry.of("pen", new Product("Pen", "writing", new BigDecimal("1.20"))),
            Entry.of("ink", new Product("Ink", "writing", new BigDecimal("7.50"))),
            Entry.of("desk", new Product("Desk", "furniture", new BigDecimal("140.00"))))
        .with(
            "orders",
            Entry.of(1L, new Order("ada", List.of(new Line("pen", 10), new Line("ink", 1)))),
            Entry.of(2L, new Order("bob", List.of(new Line("desk", 1)))))
        .with("parentCategories", Entry.of("writing", "office"), Entry.of("furniture", "office"));
  }

  // region graph
  @Override
  public Shared createGraph(Inputs in, Context context) {
    EagerCollection<Long, BigDecimal> totals = in.orders().map(new Totals(in.products()));
    return new Shared(
        in.products(),
        totals,
        in.orders().mapReduce(new ByCustomer(totals), Reducers.sum()),
        in.orders().mapReduce(new Ordered(), new Distinct()),
        in.products()
            .map(new PathOfProduct(context.createLazyCollection(new Path(in.parentCategories())))));
  }

  // endregion

  // region parameters
  /** The products of one category, up to a price; what a client leaves out does not restrict. */
  record Search(Optional<String> category, Optional<BigDecimal> upTo) implements Resource<Shared> {

    /** A mapper that keeps the products that are searched for. */
    record Found(Optional<String> category, Optional<BigDecimal> upTo)
        implements Mapper<String, Product, String, Product> {
      @Override
      public void mapEntry(String id, Values<Product> products, Emitter<String, Product> out) {
        Product product = products.getUnique();
        if (category.map(product.category()::equals).orElse(true)
            && upTo.map(limit -> product.price().compareTo(limit) <= 0).orElse(true)) {
          out.emit(id, product);
        }
      }
    }

    @Override
    public EagerCollection<String, Product> instantiate(Shared shared, Context context) {
      return shared.products().map(new Found(category, upTo));
    }
  }

  // endregion

  // region page
  /** A page of orders' totals, from a number on. */
  record Page(long from, int limit) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, BigDecimal> instantiate(Shared shared, Context context) {
      return shared.totals().slice(from, Long.MAX_VALUE).take(limit);
    }
  }

  // endregion

  // region resources
  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty()
        .and("spent", (shared, context) -> shared.spent())
        .and("favourites", (shared, context) -> shared.favourites())
        .and("paths", (shared, context) -> shared.paths())
        .and("search", Search.class)
        .and("totals", Page.class);
  }

  // endregion
}
