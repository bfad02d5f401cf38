package io.skipruntime.cluster.flink;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Mapper;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import java.util.List;

/**
 * A service of clubs that list people, for the tests of the job: a listed person has to be there,
 * so writes that remove one are rejected. It has several levels: members, how many clubs each
 * person is active in, and the sum of those by club.
 */
public final class ClubsService implements SkipService<ClubsService.Inputs, ClubsService.Shared> {

  /** A person, and whether they are active. */
  public record Person(String name, boolean active) {}

  /** The inputs. */
  public record Inputs(
      EagerCollection<Long, Person> people, EagerCollection<Long, List<Long>> clubs) {}

  /** What is shared. */
  public record Shared(
      EagerCollection<Long, Long> active,
      EagerCollection<Long, Long> counts,
      EagerCollection<Long, Long> weights) {}

  private record Active(EagerCollection<Long, Person> people)
      implements Mapper<Long, List<Long>, Long, Long> {
    @Override
    public void mapEntry(Long club, Values<List<Long>> members, Emitter<Long, Long> out) {
      for (Long member : members.getUnique()) {
        if (people.getUnique(member).active()) {
          out.emit(club, member);
        }
      }
    }
  }

  private record ByPerson() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long club, Values<Long> members, Emitter<Long, Long> out) {
      members.forEach(member -> out.emit(member, 1L));
    }
  }

  private record Weight(EagerCollection<Long, Long> counts)
      implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long club, Values<Long> members, Emitter<Long, Long> out) {
      long weight = 0;
      for (Long member : members) {
        weight += counts.getUnique(member);
      }
      out.emit(club % 5, weight);
    }
  }

  @Override
  public InitialData initialData() {
    return InitialData.of("people", Entry.of(0L, new Person("first", true)))
        .with("clubs", Entry.of(0L, List.of(0L)));
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    EagerCollection<Long, Long> active = in.clubs().map(new Active(in.people()));
    EagerCollection<Long, Long> counts = active.mapReduce(new ByPerson(), Reducers.sum());
    return new Shared(active, counts, active.mapReduce(new Weight(counts), Reducers.sum()));
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty()
        .and("active", (shared, context) -> shared.active())
        .and("counts", (shared, context) -> shared.counts())
        .and("weights", (shared, context) -> shared.weights());
  }
}
