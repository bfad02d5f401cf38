package io.skipruntime.examples.stock;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Mapper;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.files.FileResource;
import io.skipruntime.files.FilesService;
import io.skipruntime.jdbc.JdbcOptions;
import io.skipruntime.jdbc.JdbcResource;
import io.skipruntime.jdbc.JdbcService;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The stock of a shop, from data of four kinds: a catalogue that is loaded as a batch, movements
 * that are appended to a file, prices of a database, and minimums that users write here.
 */
public final class StockService implements SkipService<StockService.Inputs, StockService.Shared> {

  public record Product(String name, String supplier) {}

  public record Movement(String product, long amount) {}

  public record Item(
      String name, String supplier, Optional<BigDecimal> price, long amount, boolean isLow) {}

  /** The least amounts that there should be of products. */
  public record Inputs(EagerCollection<String, Long> minimums) {}

  public record Shared(EagerCollection<String, Item> stock) {}

  // region sources
  private final ExternalService files;
  private final ExternalService database;

  public StockService(Path directory, String databaseUrl, long intervalMillis) {
    files =
        new FilesService(
            Map.of(
                "catalogue", FileResource.csv(directory.resolve("catalogue.csv")).keyedBy("code"),
                "movements", FileResource.ndjson(directory.resolve("movements.ndjson"))));
    database =
        JdbcService.connecting(
            databaseUrl,
            Map.of(),
            Map.of(
                "prices",
                JdbcResource.of("SELECT code, price, changed FROM prices", "code")
                    .withWatermark("changed")),
            JdbcOptions.defaults().withIntervalMillis(intervalMillis));
  }

  @Override
  public Map<String, ExternalService> externalServices() {
    return Map.of("files", files, "database", database);
  }

  // endregion

  // region mix
  record Shown(
      EagerCollection<String, Long> amounts,
      EagerCollection<String, BigDecimal> prices,
      EagerCollection<String, Long> minimums)
      implements Mapper<String, Product, String, Item> {
    @Override
    public void mapEntry(String code, Values<Product> products, Emitter<String, Item> out) {
      Product product = products.getUnique();
      long amount = amounts.get(code).stream().findFirst().orElse(0L);
      long minimum = minimums.get(code).stream().findFirst().orElse(0L);
      Optional<BigDecimal> price = prices.get(code).stream().findFirst();
      out.emit(code, new Item(product.name(), product.supplier(), price, amount, amount < minimum));
    }
  }

  @Override
  public Shared createGraph(Inputs inputs, Context context) {
    EagerCollection<String, Product> catalogue =
        context.useExternalResource(
            ExternalResource.of("files", "catalogue", String.class, Product.class));
    EagerCollection<Long, Movement> movements =
        context.useExternalResource(
            ExternalResource.of("files", "movements", Long.class, Movement.class));
    EagerCollection<String, BigDecimal> prices =
        context.useExternalResource(
            ExternalResource.of("database", "prices", String.class, BigDecimal.class));
    EagerCollection<String, Long> amounts =
        movements.mapReduce(
            (line, moved, out) -> moved.forEach(each -> out.emit(each.product(), each.amount())),
            Reducers.sum());
    return new Shared(catalogue.map(new Shown(amounts, prices, inputs.minimums())));
  }

  // endregion

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty().and("stock", (shared, context) -> shared.stock());
  }
}
