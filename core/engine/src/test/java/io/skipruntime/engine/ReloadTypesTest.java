package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InvalidInputException;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reloading with other classes of values and parameters, as they are when loaded anew. */
class ReloadTypesTest {

  /** A service as it was. */
  static final class Before implements SkipService<Before.In, Before.In> {
    record User(String name, long age) {}

    record In(EagerCollection<Long, User> users) {}

    record Older(long than) {}

    @Override
    public Resources<In> resources() {
      return Resources.<In>empty()
          .and("users", new All())
          .and("older", Older.class, older -> new OlderThan(older.than()))
          .and("strict", Long.class, OlderThan::new);
    }

    @Override
    public In createGraph(In in, Context context) {
      return in;
    }

    record All() implements Resource<In> {
      @Override
      public EagerCollection<Long, User> instantiate(In in, Context context) {
        return in.users();
      }
    }

    record OlderThan(long than) implements Resource<In> {
      @Override
      public EagerCollection<Long, String> instantiate(In in, Context context) {
        return in.users().map(new Names(than, in.users().size()));
      }
    }

    record Names(long than, int size) implements Mapper<Long, User, Long, String> {
      @Override
      public void mapEntry(Long key, Values<User> users, Emitter<Long, String> out) {
        if (size > 2) {
          throw new IllegalStateException("too many");
        }
        if (users.getUnique().age() > than) {
          out.emit(key, users.getUnique().name());
        }
      }
    }
  }

  /** The same service with other classes of the same shape, and {@code strict} of another. */
  static final class After implements SkipService<After.NewIn, After.NewIn> {
    record NewUser(String name, long age, Optional<String> city) {}

    record NewIn(EagerCollection<Long, NewUser> users) {}

    record NewOlder(long than) {}

    @Override
    public Resources<NewIn> resources() {
      return Resources.<NewIn>empty()
          .and("users", new NewAll())
          .and("older", NewOlder.class, older -> new NewOlderThan(older.than()))
          .and("strict", Boolean.class, any -> new NewOlderThan(0));
    }

    @Override
    public NewIn createGraph(NewIn in, Context context) {
      return in;
    }

    record NewAll() implements Resource<NewIn> {
      @Override
      public EagerCollection<Long, NewUser> instantiate(NewIn in, Context context) {
        return in.users();
      }
    }

    record NewOlderThan(long than) implements Resource<NewIn> {
      @Override
      public EagerCollection<Long, String> instantiate(NewIn in, Context context) {
        return in.users().map(new NewNames(than, in.users().size()));
      }
    }

    record NewNames(long than, int size) implements Mapper<Long, NewUser, Long, String> {
      @Override
      public void mapEntry(Long key, Values<NewUser> users, Emitter<Long, String> out) {
        if (size > 2) {
          throw new IllegalStateException("too many");
        }
        String name = users.getUnique().name();
        if (users.getUnique().age() > than) {
          out.emit(key, name.equals("Bob") ? "Robert" : name);
        }
      }
    }
  }

  record Named(String name, boolean age) {}

  record NamedIn(EagerCollection<Long, Named> users) {}

  record Incompatible() implements SkipService<NamedIn, NamedIn> {
    @Override
    public Resources<NamedIn> resources() {
      return Resources.empty();
    }

    @Override
    public NamedIn createGraph(NamedIn in, Context context) {
      return in;
    }
  }

  private final ServiceInstance service = ServiceInstance.start(new Before());

  ReloadTypesTest() {
    service.update(
        "users",
        List.of(
            Entry.of(1L, new Before.User("Alice", 30)), Entry.of(2L, new Before.User("Bob", 40))));
  }

  @AfterEach
  void close() {
    service.close();
  }

  private Subscription open(String identifier, String resource, Object params) {
    service.instantiateResource(identifier, resource, params);
    Subscription stream = service.subscribe(identifier, Optional.empty(), () -> {});
    stream.poll();
    return stream;
  }

  @Test
  void dataAndParameters_becomeThoseOfTheNewClasses_andStreamsGoOn() {
    Subscription older = open("older", "older", new Before.Older(20));
    Subscription strict = open("strict", "strict", 20L);

    service.reload(new After());

    CollectionUpdate<Long, String> update = older.<Long, String>poll().orElseThrow();
    assertThat(update.isInitial()).isFalse();
    assertThat(update.values()).containsExactly(Entry.of(2L, "Robert"));
    assertThat(strict.isEnded()).isTrue();
    assertThat(service.<Long, After.NewUser>getAll("users"))
        .contains(Entry.of(1L, new After.NewUser("Alice", 30, Optional.empty())));
    int nodes = service.nodeCount();
    assertThat(service.<Long, String>getAll("older", new After.NewOlder(20))).hasSize(2);
    assertThat(service.nodeCount()).isEqualTo(nodes);
    service.update("users", List.of(Entry.of(1L, new After.NewUser("Ann", 31, Optional.empty()))));
    assertThat(older.<Long, String>poll().orElseThrow().values())
        .containsExactly(Entry.of(1L, "Ann"));
  }

  @Test
  void streamOfAnInput_whoseClassIsLoadedAnew_isToldWhatIsDifferentAsJson() {
    Subscription users = open("users", "users", new Resources.NoParameters());
    service.reload(new Before());
    assertThat(users.poll()).isEmpty();
    service.reload(new After());
    assertThat(users.<Long, After.NewUser>poll().orElseThrow().values()).hasSize(2);
    service.reload(new After());
    assertThat(users.poll()).isEmpty();
  }

  record Numbers(EagerCollection<Long, Long> numbers) {}

  record Decimals(EagerCollection<Double, Long> numbers) {}

  record WholeKeys() implements SkipService<Numbers, Numbers> {
    @Override
    public Resources<Numbers> resources() {
      return Resources.<Numbers>empty().and("numbers", (in, context) -> in.numbers());
    }

    @Override
    public Numbers createGraph(Numbers in, Context context) {
      return in;
    }
  }

  record DecimalKeys() implements SkipService<Decimals, Decimals> {
    @Override
    public Resources<Decimals> resources() {
      return Resources.<Decimals>empty().and("numbers", (in, context) -> in.numbers());
    }

    @Override
    public Decimals createGraph(Decimals in, Context context) {
      return in;
    }
  }

  @Test
  void keysOfAnotherType_startTheStreamAnew_andDeletedOnesDoNotComeBackAsTheyWere() {
    try (ServiceInstance numbers = ServiceInstance.start(new WholeKeys())) {
      numbers.update("numbers", List.of(Entry.of(1L, 1L), Entry.of(2L, 2L)));
      numbers.instantiateResource("s", "numbers", new Resources.NoParameters());
      Subscription stream = numbers.subscribe("s", Optional.empty(), () -> {});
      stream.poll();
      numbers.update("numbers", List.of(Entry.of(1L)));
      stream.poll();
      numbers.reload(new DecimalKeys());
      CollectionUpdate<Double, Long> update = stream.<Double, Long>poll().orElseThrow();
      assertThat(update.isInitial()).isTrue();
      assertThat(update.values()).containsExactly(Entry.of(2.0, 2L));
      numbers.update("numbers", List.of(Entry.of(1.0, 5L)));
      assertThat(numbers.<Double, Long>getAll("numbers"))
          .containsExactly(Entry.of(1.0, 5L), Entry.of(2.0, 2L));
    }
  }

  /** A service that shows one constant value of any type. */
  record Showing(Object value) implements SkipService<Numbers, Numbers> {
    @Override
    public Resources<Numbers> resources() {
      return Resources.<Numbers>empty()
          .and("values", (in, context) -> in.numbers().map(new Constant(value)));
    }

    @Override
    public Numbers createGraph(Numbers in, Context context) {
      return in;
    }
  }

  record Constant(Object value) implements Mapper<Long, Long, Long, Object> {
    @Override
    public void mapEntry(Long key, Values<Long> numbers, Emitter<Long, Object> out) {
      out.emit(key, value);
    }
  }

  @Test
  void valueOfAnotherType_isToldOnlyIfItsTextIsAnother() {
    try (ServiceInstance values = ServiceInstance.start(new Showing(Json.parse("false")))) {
      values.update("numbers", List.of(Entry.of(1L, 1L)));
      values.instantiateResource("s", "values", new Resources.NoParameters());
      Subscription stream = values.subscribe("s", Optional.empty(), () -> {});
      stream.poll();
      for (Object same : List.of(false, Json.parse("false"))) {
        values.reload(new Showing(same));
        assertThat(stream.poll()).isEmpty();
      }
      for (Object other : List.of("false", 1L, 1.5, Json.parse("1.50"))) {
        values.reload(new Showing(other));
        assertThat(stream.poll().orElseThrow().values()).hasSize(1);
      }
    }
  }

  @Test
  void dataThatDoesNotFit_makesTheReloadFail_byCollectionKeyAndField() {
    assertThatThrownBy(() -> service.reload(new Incompatible()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("the data of input users does not fit its new type")
        .hasMessageContaining("value of key 1, /age: expected a boolean, found 30")
        .hasMessageContaining("value of key 2, /age");
    assertThat(service.<Long, Before.User>getAll("users"))
        .contains(Entry.of(1L, new Before.User("Alice", 30)));
  }

  @Test
  void instanceThatHadFailed_mayFailAgain_andRecoversWithTheNewCode() {
    Subscription older = open("older", "older", new Before.Older(20));
    service.update("users", List.of(Entry.of(3L, new Before.User("Eve", 50))));
    assertThat(service.failedInstanceCount()).isEqualTo(1);

    service.reload(new After());
    assertThat(service.failedInstanceCount()).isEqualTo(1);

    service.update("users", List.of(Entry.of(3L)));
    assertThat(service.failedInstanceCount()).isZero();
    assertThat(older.<Long, String>poll().orElseThrow().values())
        .containsExactly(Entry.of(1L, "Alice"), Entry.of(2L, "Robert"));
  }
}
