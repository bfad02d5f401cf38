package io.skipruntime.engine;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import java.util.List;

/**
 * A service with users and groups, for the tests of the engine and of what is built on it. The one
 * that people read and run is an example; the engine's tests cannot use it, as examples are built
 * on the engine.
 */
public final class Groups implements SkipService<Groups.Inputs, Groups.Shared> {

  public record User(String name, boolean active, List<Long> friends) {}

  public record Group(String name, List<Long> members) {}

  public record Inputs(EagerCollection<Long, User> users, EagerCollection<Long, Group> groups) {}

  public record Shared(
      EagerCollection<Long, User> users, EagerCollection<Long, Long> activeMembers) {}

  public record ActiveMembers(EagerCollection<Long, User> users)
      implements Mapper<Long, Group, Long, Long> {
    @Override
    public void mapEntry(Long gid, Values<Group> group, Emitter<Long, Long> out) {
      for (Long uid : group.getUnique().members()) {
        if (users.getUnique(uid).active()) {
          out.emit(gid, uid);
        }
      }
    }
  }

  record FilterFriends(List<Long> friends) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long gid, Values<Long> uids, Emitter<Long, Long> out) {
      for (Long uid : uids) {
        if (friends.contains(uid)) {
          out.emit(gid, uid);
        }
      }
    }
  }

  public record ActiveFriends(long uid) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared in, Context context) {
      return in.activeMembers().map(new FilterFriends(in.users().getUnique(uid).friends()));
    }
  }

  @Override
  public InitialData initialData() {
    return InitialData.of(
            "users",
            Entry.of(0L, new User("Bob", true, List.of(1L, 2L))),
            Entry.of(1L, new User("Alice", true, List.of(0L, 2L))),
            Entry.of(2L, new User("Carol", false, List.of(0L, 1L))),
            Entry.of(3L, new User("Eve", true, List.of())))
        .with(
            "groups",
            Entry.of(1001L, new Group("Group 1", List.of(1L, 2L, 3L))),
            Entry.of(1002L, new Group("Group 2", List.of(0L, 2L))));
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.of("active_friends", Long.class, ActiveFriends::new);
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    return new Shared(in.users(), in.groups().map(new ActiveMembers(in.users())));
  }
}
