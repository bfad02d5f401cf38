package io.skipruntime.benchmarks.inspector;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import java.util.stream.LongStream;

/**
 * A service of chains of maps over one input, each of which takes the keys that are its own: a
 * change of a key runs through one chain.
 *
 * @param chains how many there are
 * @param links how many maps each has
 * @param entries how many entries the input has at the start, of keys from 0 on
 */
record ChainsService(int chains, int links, int entries)
    implements SkipService<ChainsService.Inputs, ChainsService.Shared> {

  record Inputs(EagerCollection<Long, Long> numbers) {}

  record Shared(EagerCollection<Long, Long> last) {}

  /** The first map of a chain, which takes the chain's keys. */
  record Choose(int chain, int chains) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      if (key % chains == chain) {
        out.emit(key, values.getUnique());
      }
    }
  }

  /** One of the other maps, each with a number of its own. */
  record Add(int number) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      out.emit(key, values.getUnique() + number);
    }
  }

  @Override
  public InitialData initialData() {
    return InitialData.empty()
        .with("numbers", LongStream.range(0, entries).mapToObj(key -> Entry.of(key, key)).toList());
  }

  @Override
  public Shared createGraph(Inputs inputs, Context context) {
    EagerCollection<Long, Long> last = inputs.numbers();
    for (int chain = 0; chain < chains; chain++) {
      last = inputs.numbers().map(new Choose(chain, chains));
      for (int link = 1; link < links; link++) {
        last = last.map(new Add(chain * links + link));
      }
    }
    return new Shared(last);
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty().and("last", (shared, context) -> shared.last());
  }
}
