package io.skipruntime.spring.mount;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Principal;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import java.util.Optional;
import org.springframework.security.access.prepost.PreAuthorize;

/** Texts by the name of their owner: all of them, and those of the user who asks. */
public final class TextsService implements SkipService<TextsService.Texts, TextsService.Texts> {

  /** The input, which is what resources are built from. */
  public record Texts(EagerCollection<String, String> texts) {}

  /** The texts of the user who asks. */
  record Mine(Principal user) implements Resource<Texts> {
    @Override
    public EagerCollection<String, String> instantiate(Texts in, Context context) {
      return in.texts().slice(user.subject(), user.subject());
    }
  }

  /** All texts, for users alone. */
  @PreAuthorize("hasRole('USER')")
  record Guarded(Optional<Principal> user) implements Resource<Texts> {
    @Override
    public EagerCollection<String, String> instantiate(Texts in, Context context) {
      return in.texts();
    }
  }

  @Override
  public Texts createGraph(Texts in, Context context) {
    return in;
  }

  @Override
  public Resources<Texts> resources() {
    return Resources.<Texts>empty()
        .and("texts", (shared, context) -> shared.texts())
        .and("mine", Mine.class)
        .and("guarded", Guarded.class);
  }
}
