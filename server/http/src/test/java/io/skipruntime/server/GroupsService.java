package io.skipruntime.server;

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
import io.skipruntime.server.options.ServerOptions;
import java.util.List;

/** Users, the groups they are in, and texts; for tests. */
public final class GroupsService
    implements SkipService<GroupsService.Inputs, GroupsService.Shared> {

  record User(String name, boolean active, List<Long> friends) {}

  record Group(String name, List<Long> members) {}

  record Inputs(
      EagerCollection<Long, User> users,
      EagerCollection<Long, Group> groups,
      EagerCollection<String, String> texts) {}

  record Shared(
      EagerCollection<Long, User> users,
      EagerCollection<Long, Long> activeMembers,
      EagerCollection<String, String> texts) {}

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

  /** Refuses one text. */
  record Checked() implements Mapper<String, String, String, String> {
    @Override
    public void mapEntry(String key, Values<String> texts, Emitter<String, String> out) {
      if (texts.getUnique().equals("refuse me")) {
        throw new IllegalStateException("this text is refused");
      }
      out.emit(key, texts.getUnique());
    }
  }

  record ActiveFriends(long uid) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared in, Context context) {
      return in.activeMembers().map(new FilterFriends(in.users().getUnique(uid).friends()));
    }
  }

  /** A value that cannot be written as JSON, which nobody notices before. */
  record Broken(String text) {
    @Override
    public String text() {
      if (text.equals("deep")) {
        throw new StackOverflowError("secret");
      }
      throw new IllegalStateException("secret");
    }
  }

  /** Emits what is not JSON. */
  record Breaking() implements Mapper<String, String, String, Object> {
    @Override
    public void mapEntry(String key, Values<String> texts, Emitter<String, Object> out) {
      out.emit(key, new Broken(key));
    }
  }

  record TextsFrom(String from, int limit) implements Resource<Shared> {
    @Override
    public EagerCollection<String, String> instantiate(Shared in, Context context) {
      return in.texts().slice(from, "\uffff").take(limit);
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
    return Resources.<Shared>empty()
        .and("active_friends", Long.class, ActiveFriends::new)
        .and("texts", (in, context) -> in.texts())
        .and("broken", (in, context) -> in.texts().map(new Breaking()))
        .and("texts from ü", TextsFrom.class)
        .and("texts_from", TextsFrom.class);
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    return new Shared(
        in.users(), in.groups().map(new ActiveMembers(in.users())), in.texts().map(new Checked()));
  }

  /** Runs the service in a process of its own. */
  public static void main(String[] arguments) {
    SkipServer.run(new GroupsService(), ServerOptions.fromArgs(arguments));
  }
}
