package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.InvalidInputException;
import io.skipruntime.UnknownCollectionException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransactionsTest {

  private static final Groups.User DAN = new Groups.User("Dan", true, List.of(4L, 5L));

  private final ServiceInstance service = ServiceInstance.start(new Groups());
  private final List<CollectionUpdate<Long, Long>> updates = new ArrayList<>();

  TransactionsTest() {
    service.update("users", List.of(Entry.of(4L, DAN)));
    service.instantiateResource("s", "active_friends", 4L);
    service.<Long, Long>subscribe("s", updates::add);
    updates.clear();
  }

  @AfterEach
  void close() {
    service.close();
  }

  private static Entry<Long, Groups.Group> group(long id, Long... members) {
    return Entry.of(id, new Groups.Group("g", List.of(members)));
  }

  @Test
  void severalInputs_areOneCommit_andOneEvent() {
    long before = service.watermark().tick();
    Watermark written =
        service.transaction(writes -> {
          writes.update("users", List.of(Entry.of(5L, DAN)));
          writes.update("groups", List.of(group(1, 5L)));
          writes.update("groups", List.of(group(2, 4L, 5L), group(1, 4L)));
        });
    assertThat(written.tick()).isEqualTo(before + 1);
    assertThat(updates).hasSize(1);
    assertThat(updates.getFirst().values())
        .containsExactly(Entry.of(1L, 4L), new Entry<>(2L, List.of(4L, 5L)));
  }

  @Test
  void failingFunction_leavesAllInputsAsTheyWere() {
    Watermark before = service.watermark();
    assertThatThrownBy(() ->
            service.transaction(writes -> {
              writes.update("users", List.of(Entry.of(5L, DAN)));
              writes.update("groups", List.of(group(1, 4L), group(2, 77L)));
            }))
        .isInstanceOf(ComputationException.class);
    assertThat(service.watermark()).isEqualTo(before);
    assertThat(updates).isEmpty();
    assertThat(service.getAll("active_friends", 4L)).isEmpty();
    assertThatThrownBy(() -> service.getAll("active_friends", 5L))
        .isInstanceOf(ComputationException.class);
  }

  @Test
  void entryThatDoesNotFit_orBodyThatThrows_writesNothing() {
    Watermark before = service.watermark();
    assertThatThrownBy(() ->
            service.transaction(writes -> {
              writes.update("groups", List.of(group(1, 4L)));
              writes.update("users", List.of(Entry.of(5L, "Dan")));
            }))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("users");
    assertThatThrownBy(() ->
            service.transaction(writes -> {
              writes.update("groups", List.of(group(1, 4L)));
              writes.update("nothing", List.of());
            }))
        .isInstanceOf(UnknownCollectionException.class);
    assertThat(service.watermark()).isEqualTo(before);
    assertThat(updates).isEmpty();
  }
}
