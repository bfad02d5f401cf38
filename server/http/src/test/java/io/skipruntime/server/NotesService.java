package io.skipruntime.server;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Mapper;
import io.skipruntime.Principal;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.sql.RowPolicy;

/** Notes by their owner, each of whom sees their own. */
final class NotesService implements SkipService<NotesService.Notes, NotesService.Notes> {

  record Notes(@RowPolicy("key = CURRENT_USER") EagerCollection<String, String> notes) {}

  /** The notes of whoever asks. */
  record MyNotes(Principal user, int limit) implements Resource<Notes> {
    @Override
    public EagerCollection<String, String> instantiate(Notes in, Context context) {
      return in.notes().slice(user.subject(), user.subject()).take(limit);
    }
  }

  /** Who asks, as the service sees it. */
  record WhoAmI(Principal user) implements Resource<Notes> {
    @Override
    public EagerCollection<String, String> instantiate(Notes in, Context context) {
      String seen = user.issuer() + " " + user.subject() + " " + user.claims();
      return in.notes().map(new Replace(seen));
    }
  }

  /** Has one text for every note. */
  record Replace(String text) implements Mapper<String, String, String, String> {
    @Override
    public void mapEntry(String owner, Values<String> notes, Emitter<String, String> out) {
      out.emit("seen", text);
    }
  }

  @Override
  public Resources<Notes> resources() {
    return Resources.of("my_notes", MyNotes.class)
        .and("who_am_i", WhoAmI.class)
        .and("all", (in, context) -> in.notes());
  }

  @Override
  public Notes createGraph(Notes in, Context context) {
    return in;
  }

  @Override
  public InitialData initialData() {
    return InitialData.of("notes", Entry.of("alice", "hers"), Entry.of("bob", "his"));
  }
}
