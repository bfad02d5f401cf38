package io.skipruntime.server;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.InitialData;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.engine.Groups;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.request.Entries;

/** The groups service with texts, of which some are refused in several ways; for tests. */
public final class GroupsService
    implements SkipService<GroupsService.Inputs, GroupsService.Shared> {

  record Inputs(
      EagerCollection<Long, Groups.User> users,
      EagerCollection<Long, Groups.Group> groups,
      EagerCollection<String, String> texts) {}

  record Shared(
      EagerCollection<Long, Groups.User> users,
      EagerCollection<Long, Long> activeMembers,
      EagerCollection<String, String> texts) {}

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
      Groups.Shared groups = new Groups.Shared(in.users(), in.activeMembers());
      return new Groups.ActiveFriends(uid).instantiate(groups, context);
    }
  }

  /**
   * A value that is refused by the writer of answers and events alone, so late that it was taken.
   */
  record Broken(String text) {
    @Override
    public String text() {
      if (!isWritten()) {
        return text;
      }
      if (text.equals("deep")) {
        throw new StackOverflowError("secret");
      }
      throw new IllegalStateException("secret");
    }

    private static boolean isWritten() {
      return StackWalker.getInstance()
          .walk(frames ->
              frames.anyMatch(frame -> frame.getClassName().equals(Entries.class.getName())));
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
    return new Groups().initialData();
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
        in.users(),
        in.groups().map(new Groups.ActiveMembers(in.users())),
        in.texts().map(new Checked()));
  }

  /** Runs the service in a process of its own. */
  public static void main(String[] arguments) {
    SkipServer.run(new GroupsService(), ServerOptions.fromArgs(arguments));
  }
}
