package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.ForbiddenException;
import io.skipruntime.InitialData;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ForbiddenTest {

  record Notes(EagerCollection<String, String> notes, EagerCollection<String, Boolean> readers) {}

  /** The notes, for a reader that the service knows. */
  record NotesFor(String reader) implements Resource<Notes> {
    @Override
    public EagerCollection<String, String> instantiate(Notes shared, Context context) {
      if (!shared.readers().getUnique(reader, false)) {
        throw new ForbiddenException(reader + " may not read notes");
      }
      return shared.notes();
    }
  }

  static final class NotesService implements SkipService<Notes, Notes> {
    @Override
    public InitialData initialData() {
      return InitialData.of("notes", Entry.of("a", "text")).with("readers", Entry.of("ann", true));
    }

    @Override
    public Resources<Notes> resources() {
      return Resources.of("notes", NotesFor.class);
    }

    @Override
    public Notes createGraph(Notes inputs, Context context) {
      return inputs;
    }
  }

  private final ServiceInstance service = ServiceInstance.start(new NotesService());

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void resource_refusesACaller() {
    assertThat(service.getAll("notes", new NotesFor("ann"))).hasSize(1);
    assertThatThrownBy(() -> service.getAll("notes", new NotesFor("bob")))
        .isInstanceOf(ForbiddenException.class)
        .hasMessage("bob may not read notes");
    assertThatThrownBy(() -> service.instantiateResource("id", "notes", new NotesFor("bob")))
        .isInstanceOf(ForbiddenException.class);
    assertThat(service.instanceCount()).isEqualTo(1);
  }

  @Test
  void permission_isTakenFromAStream_andGivenBack_withTheWriteThatSaysSo() {
    service.instantiateResource("id", "notes", new NotesFor("ann"));
    Subscription stream = service.subscribe("id", Optional.empty());
    assertThat(stream.poll()).isPresent();

    service.update("readers", List.of(Entry.of("ann", false)));

    assertThat(stream.poll()).isEmpty();
    assertThat(stream.pollFailure().flatMap(ComputationException::refusal))
        .hasValueSatisfying(refusal -> assertThat(refusal).hasMessage("ann may not read notes"));
    assertThatThrownBy(() -> service.getAll("notes", new NotesFor("ann")))
        .isInstanceOf(ForbiddenException.class);

    service.update("readers", List.of(Entry.of("ann", true)));
    assertThat(stream.poll()).isPresent();
  }
}
