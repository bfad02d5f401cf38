package io.skipruntime.clients;

import io.skipruntime.Command;
import io.skipruntime.CommandContext;
import io.skipruntime.Commands;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Principal;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.json.Json;

/** A service that holds any JSON, shows each user their own, and has a resource that can fail. */
final class AnythingService implements SkipService<AnythingService.Inputs, AnythingService.Inputs> {

  record Inputs(EagerCollection<Json, Json> anything) {}

  /** The values of the key that is the user's name. */
  record Mine(Principal user) implements Resource<Inputs> {
    @Override
    public EagerCollection<Json, Json> instantiate(Inputs in, Context context) {
      Json name = Json.of(user.subject());
      return in.anything().slice(name, name);
    }
  }

  /** Everything, unless some value is the text {@code fail}. */
  record Picky() implements Mapper<Json, Json, Json, Json> {
    @Override
    public void mapEntry(Json key, Values<Json> values, Emitter<Json, Json> out) {
      for (Json value : values) {
        if (value.equals(Json.of("fail"))) {
          throw new SkipException("it was asked to fail");
        }
        out.emit(key, value);
      }
    }
  }

  /** What a counter was before it was raised. */
  record Raised(long before) {}

  /** Raises the counter at the key {@code count}. */
  record Raise(long by) implements Command<Inputs, Inputs, Raised> {
    @Override
    public Raised run(Inputs in, Inputs shared, CommandContext context) {
      Json key = Json.of("count");
      long before = in.anything().getUnique(key, Json.of(0)).asLong();
      context.put(in.anything(), key, Json.of(before + by));
      return new Raised(before);
    }
  }

  @Override
  public Inputs createGraph(Inputs inputs, Context context) {
    return inputs;
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.<Inputs>empty()
        .and("anything", (in, context) -> in.anything())
        .and("mine", Mine.class)
        .and("picky", (in, context) -> in.anything().map(new Picky()));
  }

  @Override
  public Commands<Inputs, Inputs> commands() {
    return Commands.of("raise", Raise.class);
  }
}
