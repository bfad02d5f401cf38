package io.skipruntime.examples.enrich;

import io.skipruntime.AsyncCallException;
import io.skipruntime.AsyncFunction;
import io.skipruntime.AsyncOptions;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Loadable;
import io.skipruntime.Reducers;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.json.Codecs;
import io.skipruntime.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * Products, each with a description that another service writes: a model, for example. {@code
 * described} has the state of each description, {@code tags} how many products have a tag.
 */
public final class EnrichService
    implements SkipService<EnrichService.Inputs, EnrichService.Shared> {

  public record Product(String name, String material) {}

  public record Description(String text, String tag) {}

  public record Inputs(EagerCollection<Long, Product> products) {}

  public record Shared(
      EagerCollection<Long, Loadable<Description>> described, EagerCollection<String, Long> tags) {}

  // region call
  /** The question for the description of a product, to the service at an address. */
  record Describe(URI address) implements AsyncFunction<Long, Product, Description> {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Override
    public Description call(Long id, Product product) throws IOException, InterruptedException {
      HttpRequest question =
          HttpRequest.newBuilder(address.resolve("/describe"))
              .POST(BodyPublishers.ofString(Json.from(product).toString()))
              .build();
      HttpResponse<String> answer = CLIENT.send(question, BodyHandlers.ofString());
      return switch (answer.statusCode()) {
        case 200 -> Codecs.of(Description.class).decode(Json.parse(answer.body()));
        case 429, 503 -> throw AsyncCallException.passing("the model is busy");
        default -> throw AsyncCallException.lasting("the model cannot describe this product");
      };
    }
  }

  // endregion

  // region use
  private static final AsyncOptions<Description> OPTIONS =
      AsyncOptions.of("describe", Description.class)
          .withConcurrency(4)
          .withRate(50, Duration.ofSeconds(1))
          .withTimeout(Duration.ofSeconds(10))
          .keepingPrevious();

  @Override
  public Shared createGraph(Inputs in, Context context) {
    EagerCollection<Long, Loadable<Description>> described =
        in.products().mapAsync(new Describe(address), OPTIONS);
    EagerCollection<String, Long> tags =
        described.mapReduce(
            (id, states, out) ->
                states.getUnique().latest().ifPresent(found -> out.emit(found.tag(), found)),
            Reducers.count());
    return new Shared(described, tags);
  }

  // endregion

  record Described() implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Loadable<Description>> instantiate(Shared in, Context context) {
      return in.described();
    }
  }

  record Tags() implements Resource<Shared> {
    @Override
    public EagerCollection<String, Long> instantiate(Shared in, Context context) {
      return in.tags();
    }
  }

  private final URI address;

  /** A service that asks the one at an address. */
  public EnrichService(URI address) {
    this.address = address;
  }

  @Override
  public InitialData initialData() {
    return InitialData.of(
        "products",
        Entry.of(1L, new Product("vase", "glass")),
        Entry.of(2L, new Product("stool", "oak")),
        Entry.of(3L, new Product("bowl", "clay")));
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.of("described", Described.class).and("tags", Tags.class);
  }
}
