package io.skipruntime.cluster.shard;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import java.util.List;

/**
 * A service of teams that list people, for the tests of shards: a listed person has to be there.
 */
public final class TeamsService implements SkipService<TeamsService.Inputs, TeamsService.Shared> {

  /** A person, and whether they are there. */
  public record Person(String name, boolean active) {}

  /** The inputs. */
  public record Inputs(
      EagerCollection<Long, Person> people, EagerCollection<Long, List<Long>> teams) {}

  /** What is shared: the active people of each team, and how many teams each is active in. */
  public record Shared(EagerCollection<Long, Long> active, EagerCollection<Long, Long> counts) {}

  private record Active(EagerCollection<Long, Person> people)
      implements Mapper<Long, List<Long>, Long, Long> {
    @Override
    public void mapEntry(Long team, Values<List<Long>> members, Emitter<Long, Long> out) {
      for (Long member : members.getUnique()) {
        if (people.getUnique(member).active()) {
          out.emit(team, member);
        }
      }
    }
  }

  private record ByPerson() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long team, Values<Long> members, Emitter<Long, Long> out) {
      members.forEach(member -> out.emit(member, 1L));
    }
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    EagerCollection<Long, Long> active = in.teams().map(new Active(in.people()));
    return new Shared(active, active.mapReduce(new ByPerson(), Reducers.sum()));
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty()
        .and("active", (shared, context) -> shared.active())
        .and("counts", (shared, context) -> shared.counts());
  }
}
