package io.skipruntime.examples.conformance;

import io.skipruntime.Aggregator;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Range;
import io.skipruntime.Resource;
import io.skipruntime.examples.conformance.NumberFunctions.AddOther;
import io.skipruntime.examples.conformance.NumberFunctions.AddSize;
import io.skipruntime.examples.conformance.NumberFunctions.AddTo;
import io.skipruntime.examples.conformance.NumberFunctions.AddTriangle;
import io.skipruntime.examples.conformance.NumberFunctions.KeyModulo;
import io.skipruntime.examples.conformance.NumberFunctions.NegateKey;
import io.skipruntime.examples.conformance.NumberFunctions.OnlyValues;
import io.skipruntime.examples.conformance.NumberFunctions.SortedValues;
import io.skipruntime.examples.conformance.NumberFunctions.Spread;
import io.skipruntime.examples.conformance.NumberFunctions.SwapKeyAndValue;
import io.skipruntime.examples.conformance.NumberFunctions.Triangle;
import java.util.List;

/** The resources over the two inputs of numbers. A record's components are its parameters. */
final class NumberResources {

  private NumberResources() {}

  record Plus(long n) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared in, Context context) {
      return in.a().map(new AddTo(n));
    }
  }

  record Swap() implements Resource<Shared> {
    @Override
    public EagerCollection<Long, List<Long>> instantiate(Shared in, Context context) {
      return in.a().map(new SwapKeyAndValue()).map(new SortedValues());
    }
  }

  record Lookup() implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared in, Context context) {
      return in.a().map(new AddOther(in.b()));
    }
  }

  record Size() implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared in, Context context) {
      return in.a().map(new AddSize(in.b()));
    }
  }

  record Slice(long from, long to) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared in, Context context) {
      return in.a().slice(from, to);
    }
  }

  record Slices(List<List<Long>> ranges) implements Resource<Shared> {
    Slices {
      if (ranges.stream().anyMatch(range -> range.size() != 2)) {
        throw new IllegalArgumentException("each range is a list of its first and its last key");
      }
    }

    @Override
    public EagerCollection<Long, Long> instantiate(Shared in, Context context) {
      return in.a()
          .slices(ranges.stream().map(range -> new Range<>(range.get(0), range.get(1))).toList());
    }
  }

  record Take(int limit) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared in, Context context) {
      return in.a().take(limit);
    }
  }

  record Top(int limit) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared in, Context context) {
      return in.a().map(new NegateKey()).take(limit);
    }
  }

  record Merge() implements Resource<Shared> {
    @Override
    public EagerCollection<Long, List<Long>> instantiate(Shared in, Context context) {
      return in.a().merge(in.b()).map(new SortedValues());
    }
  }

  /** The parameters of the resources that reduce the values of all keys that are equal modulo. */
  record ByModulo(long modulo) {
    ByModulo {
      if (modulo < 1) {
        throw new IllegalArgumentException("modulo must be at least 1");
      }
    }

    <R> Resource<Shared> reduce(Aggregator<Long, ?, R> aggregator) {
      return new Reduced<>(modulo, aggregator);
    }
  }

  record Reduced<R>(long modulo, Aggregator<Long, ?, R> aggregator) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, R> instantiate(Shared in, Context context) {
      return in.a().mapReduce(new KeyModulo(modulo), aggregator);
    }
  }

  record Lazy() implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared in, Context context) {
      return in.a().map(new AddTriangle(context.createLazyCollection(new Triangle(in.a()))));
    }
  }

  record Chain(int limit) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, List<Long>> instantiate(Shared in, Context context) {
      return in.a()
          .map(new Spread())
          .map(new AddOther(in.b()))
          .slice(-50L, 50L)
          .take(limit)
          .map(new SwapKeyAndValue())
          .map(new SortedValues());
    }
  }

  record ValuesOf(long key) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared in, Context context) {
      return in.b().map(new OnlyValues(in.a().get(key)));
    }
  }
}
