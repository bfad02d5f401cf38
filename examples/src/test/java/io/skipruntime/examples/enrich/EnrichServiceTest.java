package io.skipruntime.examples.enrich;

import static io.skipruntime.server.Wait.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.Loadable;
import io.skipruntime.Resources;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.examples.enrich.EnrichService.Description;
import io.skipruntime.examples.enrich.EnrichService.Product;
import io.skipruntime.testkit.TestedResource;
import io.skipruntime.testkit.TestedService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnrichServiceTest {

  private static List<Loadable<Description>> described(ServiceInstance service) {
    return service.<Long, Loadable<Description>>getAll("described").stream()
        .map(entry -> entry.values().getFirst())
        .toList();
  }

  private static void outage(DescriptionApi api, String method)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      client.send(
          HttpRequest.newBuilder(api.address().resolve("/outage"))
              .method(method, BodyPublishers.noBody())
              .build(),
          BodyHandlers.discarding());
    }
  }

  @Test
  void products_areDescribedByTheApi_eachOnce() throws IOException {
    try (DescriptionApi api = DescriptionApi.start();
        ServiceInstance service = ServiceInstance.start(new EnrichService(api.address()))) {
      until(() -> service.getAll("tags").size() == 3);
      assertThat(described(service))
          .containsExactly(
              new Loadable.Success<>(new Description("A vase of glass.", "glass")),
              new Loadable.Success<>(new Description("A stool of oak.", "oak")),
              new Loadable.Success<>(new Description("A bowl of clay.", "clay")));
      service.update("products", List.of(Entry.of(2L, new Product("stool", "oak"))));
      service.update("products", List.of(Entry.of(4L, new Product("", "air"))));
      until(() -> described(service).getLast() instanceof Loadable.Failure<?>);
      assertThat(described(service).getLast())
          .isEqualTo(
              new Loadable.Failure<>("the model cannot describe this product", Optional.empty()));
      assertThat(api.calls()).isEqualTo(4);
    }
  }

  @Test
  void apiThatIsBusy_isAskedAgain() throws IOException {
    try (DescriptionApi api = DescriptionApi.start()) {
      api.refuse(2); // fewer than there are attempts for one product
      try (ServiceInstance service = ServiceInstance.start(new EnrichService(api.address()))) {
        until(() -> service.getAll("tags").size() == 3);
        assertThat(api.calls()).isEqualTo(5);
      }
    }
  }

  @Test
  void outage_leavesProductsWithoutDescription_untilItIsOver()
      throws IOException, InterruptedException {
    try (DescriptionApi api = DescriptionApi.start()) {
      outage(api, "PUT");
      try (ServiceInstance service = ServiceInstance.start(new EnrichService(api.address()))) {
        until(() -> api.calls() >= 3);
        assertThat(described(service)).noneMatch(each -> each instanceof Loadable.Success<?>);
        outage(api, "DELETE");
        service.update("products", List.of(Entry.of(1L, new Product("vase", "iron"))));
        until(() -> !service.<Long>getArray("tags", none(), "iron").isEmpty());
      }
    }
  }

  private static Resources.NoParameters none() {
    return new Resources.NoParameters();
  }

  // region test
  @Test
  void descriptionBefore_isShown_whileTheNextIsLoading() {
    try (TestedService service =
        TestedService.start(new EnrichService(URI.create("http://127.0.0.1/")))) {
      TestedResource<Long, Loadable<Description>> described = service.resource("described");
      service.calls().assertRunning("describe", 1L, 2L, 3L);
      Description vase = new Description("A vase.", "glass");
      service.calls().succeed("describe", 1L, vase);
      service.write("products", Entry.of(1L, new Product("vase", "blue glass")));
      service.calls().fail("describe", 2L, new IOException("connection refused"));
      described.assertContents(
          Entry.of(1L, new Loadable.Loading<>(Optional.of(vase))),
          Entry.of(2L, new Loadable.Loading<>(Optional.empty())),
          Entry.of(3L, new Loadable.Loading<>(Optional.empty())));
      service.assertConsistent();
    }
  }
  // endregion
}
