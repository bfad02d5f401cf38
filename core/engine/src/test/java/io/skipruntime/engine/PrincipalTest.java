package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.InvalidInputException;
import io.skipruntime.Principal;
import io.skipruntime.PrincipalRequiredException;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.WiringException;
import io.skipruntime.json.Json;
import io.skipruntime.json.TypeReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrincipalTest {

  private static final Principal ALICE = new Principal("https://issuer.example", "alice");
  private static final Principal BOB = new Principal("https://issuer.example", "bob");

  record Notes(EagerCollection<String, String> notes) {}

  /** The notes of whoever asks. */
  record Mine(Principal user, int limit) implements Resource<Notes> {
    @Override
    public EagerCollection<String, String> instantiate(Notes in, Context context) {
      return in.notes().slice(user.subject(), user.subject()).take(limit);
    }
  }

  /** All notes, or one's own. */
  record Some(Optional<Principal> user) implements Resource<Notes> {
    @Override
    public EagerCollection<String, String> instantiate(Notes in, Context context) {
      return user.isEmpty()
          ? in.notes()
          : in.notes().slice(user.get().subject(), user.get().subject());
    }
  }

  record Service(Resources<Notes> resources) implements SkipService<Notes, Notes> {
    @Override
    public InitialData initialData() {
      return InitialData.of("notes", Entry.of("alice", "a"), Entry.of("bob", "b"));
    }

    @Override
    public Notes createGraph(Notes in, Context context) {
      return in;
    }
  }

  private static ServiceInstance start() {
    return ServiceInstance.start(
        new Service(Resources.of("mine", Mine.class).and("some", Some.class)));
  }

  private static long instancesOfMine(ServiceInstance service) {
    return service.statistics().resources().stream()
        .filter(each -> each.name().equals("mine"))
        .mapToLong(ServiceStatistics.ResourceSize::instances)
        .sum();
  }

  private static ClientParams of(Principal user, String json) {
    return new ClientParams(Json.parse(json), Optional.of(user));
  }

  @Test
  void resource_getsThePrincipal_besideItsParameters() {
    try (ServiceInstance service = start()) {
      assertThat(service.getAll("mine", of(ALICE, "{\"limit\":5}")))
          .isEqualTo(List.of(Entry.of("alice", "a")));
      assertThat(service.getArray("mine", of(BOB, "{\"limit\":5}"), "bob")).isEqualTo(List.of("b"));
      assertThat(service.getAll("mine", new Mine(ALICE, 1)))
          .as("the program itself is trusted")
          .hasSize(1);
    }
  }

  @Test
  void client_cannotSayWhoItIs() {
    try (ServiceInstance service = start()) {
      String forged = "{\"limit\":5,\"user\":" + Json.from(ALICE) + "}";
      for (Object params : List.of(of(BOB, forged), Json.parse(forged))) {
        assertThatThrownBy(() -> service.getAll("mine", params))
            .isInstanceOfSatisfying(
                InvalidInputException.class,
                e -> assertThat(e.problems().get(0).pointer()).isEqualTo("/user"));
      }
      assertThatThrownBy(() -> service.getAll("some", Json.parse("{\"user\":null}")))
          .isInstanceOf(InvalidInputException.class);
      assertThatThrownBy(() -> service.getAll("mine", Json.parse("{\"limit\":5}")))
          .isInstanceOf(PrincipalRequiredException.class);
    }
  }

  @Test
  void resourceForAnybody_isToldIfItIsKnownWhoAsks() {
    try (ServiceInstance service = start()) {
      assertThat(service.getAll("some", Json.parse("{}"))).hasSize(2);
      assertThat(service.getAll("some", of(BOB, "{}"))).hasSize(1);
    }
  }

  @Test
  void equalPrincipals_shareAnInstance() {
    try (ServiceInstance service = start()) {
      service.instantiateResource("1", "mine", of(ALICE, "{\"limit\":5}"));
      service.instantiateResource("2", "mine", of(ALICE, "{\"limit\":5.0}"));
      assertThat(instancesOfMine(service)).isEqualTo(1);
      service.instantiateResource("3", "mine", of(BOB, "{\"limit\":5}"));
      assertThat(instancesOfMine(service)).isEqualTo(2);
      service.reload(new Service(Resources.of("mine", Mine.class).and("some", Some.class)));
      assertThat(instancesOfMine(service)).as("after a reload").isEqualTo(2);
    }
  }

  record Nested(Map<String, List<Principal>> users) {}

  record Boxed<T>(T content) {}

  @Test
  void principalThatAClientCouldSet_isAMistake() {
    Resource<Notes> all = (in, context) -> in.notes();
    Resources<Notes> resources =
        Resources.<Notes>empty()
            .and("nested", Nested.class, none -> all)
            .and("itself", Principal.class, none -> all)
            .and("boxed", new TypeReference<Boxed<Principal>>() {}, none -> all);
    assertThatThrownBy(() -> ServiceInstance.start(new Service(resources)).close())
        .isInstanceOf(WiringException.class)
        .hasMessageContaining("resource nested: the parameter users has a Principal")
        .hasMessageContaining("resource itself: the parameters are a Principal")
        .hasMessageContaining("resource boxed");
  }
}
