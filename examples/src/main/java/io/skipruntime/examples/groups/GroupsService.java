package io.skipruntime.examples.groups;

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
 * Users and groups of users. The resource {@code active_friends} has, for the user whose id it is
 * given, the active friends in each group; {@code users} has all users.
 */
public final class GroupsService
    implements SkipService<GroupsService.Inputs, GroupsService.Shared> {

  public record User(String name, boolean active, List<Long> friends) {}

  public record Group(String name, List<Long> members) {}

  /** The component names are the collections' names. */
  public record Inputs(EagerCollection<Long, User> users, EagerCollection<Long, Group> groups) {}

  /** The collections that all resources are built from. */
  public record Shared(
      EagerCollection<Long, User> users, EagerCollection<Long, Long> activeMembers) {}

  record ActiveMembers(EagerCollection<Long, User> users)
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

  public record FilterFriends(List<Long> friends) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long gid, Values<Long> uids, Emitter<Long, Long> out) {
      for (Long uid : uids) {
        if (friends.contains(uid)) {
          out.emit(gid, uid);
        }
      }
    }
  }

  record ActiveFriends(long uid) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared in, Context context) {
      return in.activeMembers().map(new FilterFriends(in.users().getUnique(uid).friends()));
    }
  }

  record AllUsers() implements Resource<Shared> {
    @Override
    public EagerCollection<Long, User> instantiate(Shared in, Context context) {
      return in.users();
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
    return Resources.of("active_friends", Long.class, ActiveFriends::new)
        .and("users", AllUsers.class);
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    return new Shared(in.users(), in.groups().map(new ActiveMembers(in.users())));
  }
}
