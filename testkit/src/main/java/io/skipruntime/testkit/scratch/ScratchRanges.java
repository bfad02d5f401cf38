package io.skipruntime.testkit.scratch;

import io.skipruntime.Range;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.KeyPrefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The keys of some ranges, as ranges that are in order and apart: equal for equal sets of keys. */
record ScratchRanges(List<Range<Object>> union) {

  private static final CanonicalOrder ORDER = CanonicalOrder.INSTANCE;

  /** The keys of any of some ranges. */
  static <K> ScratchRanges of(List<Range<K>> ranges) {
    List<Range<Object>> rest = new ArrayList<>();
    for (Range<K> range : ranges) {
      Object start = CanonicalKey.bound(range.start());
      Object end = CanonicalKey.bound(range.end());
      if (ORDER.compare(start, end) <= 0) {
        rest.add(new Range<>(start, end));
      }
    }
    rest.sort(Comparator.comparing(Range::start, ORDER));
    List<Range<Object>> union = new ArrayList<>();
    for (Range<Object> range : rest) {
      Range<Object> last = union.isEmpty() ? null : union.getLast();
      if (last != null && isWithin(range.start(), last)) {
        Object end = isWithin(range.end(), last) ? last.end() : range.end();
        union.set(union.size() - 1, new Range<>(last.start(), end));
      } else {
        union.add(range);
      }
    }
    return new ScratchRanges(union);
  }

  /** The keys that begin with some parts. */
  static ScratchRanges ofPrefix(List<Object> parts) {
    return of(List.of(new Range<>(KeyPrefix.first(parts), KeyPrefix.last(parts))));
  }

  /** Whether a key is one of them. */
  boolean contain(Object key) {
    return union.stream().anyMatch(range -> isWithin(key, range));
  }

  private static boolean isWithin(Object key, Range<Object> range) {
    return ORDER.compare(range.start(), key) <= 0 && ORDER.compare(key, range.end()) <= 0;
  }
}
