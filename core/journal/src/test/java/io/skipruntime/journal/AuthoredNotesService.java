package io.skipruntime.journal;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Migration;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.json.Json;
import java.util.Map;

/** Notes with their authors, where there were texts alone before: the example of the documents. */
record AuthoredNotesService()
    implements SkipService<AuthoredNotesService.Inputs, AuthoredNotesService.Inputs> {

  record Note(String author, String text) {}

  record Inputs(EagerCollection<String, Note> notes) {}

  record All() implements Resource<Inputs> {
    @Override
    public EagerCollection<String, Note> instantiate(Inputs in, Context context) {
      return in.notes();
    }
  }

  // region migrations
  @Override
  public Map<String, Migration> migrations() {
    return Map.of("notes", Migration.ofValues(AuthoredNotesService::withAuthor));
  }

  /** A note was a text before it had an author. */
  private static Json withAuthor(Json text) {
    return Json.object(Map.of("author", Json.of("unknown"), "text", text));
  }

  // endregion

  @Override
  public Resources<Inputs> resources() {
    return Resources.of("notes", All.class);
  }

  @Override
  public Inputs createGraph(Inputs in, Context context) {
    return in;
  }
}
