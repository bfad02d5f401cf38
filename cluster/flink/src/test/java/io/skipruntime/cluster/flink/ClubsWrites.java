package io.skipruntime.cluster.flink;

import io.skipruntime.Entry;
import io.skipruntime.cluster.flink.ClubsService.Person;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * Random writes of clubs and their people, of which none is rejected: the same for the same seed.
 */
final class ClubsWrites {

  private static final long MOST_ID = 1L << 53;
  private static final int OTHER = 7;

  private final SplittableRandom random;
  private final long[] ids;

  private ClubsWrites(SplittableRandom random, long[] ids) {
    this.random = random;
    this.ids = ids;
  }

  /** Writes of so many people and as many clubs, with the identifiers from 0 on. */
  static ClubsWrites ofSmallIds(int people) {
    return new ClubsWrites(new SplittableRandom(1), LongStream.range(0, people).toArray());
  }

  /** Writes of so many people and as many clubs, with random identifiers. */
  static ClubsWrites ofRandomIds(int people) {
    SplittableRandom random = new SplittableRandom(1);
    return new ClubsWrites(random, random.longs(people, 0, MOST_ID).toArray());
  }

  /**
   * The writes that add all people, and then those that add all clubs, with two people each.
   *
   * @param most how many entries a write has at most
   */
  List<Map<String, List<Entry<?, ?>>>> beginning(int most) {
    List<Map<String, List<Entry<?, ?>>>> writes = new ArrayList<>();
    add("people", id -> new Person("p" + id, true), most, writes);
    int[] place = new int[1];
    add("clubs", id -> List.of(id, ids[OTHER * place[0]++ % ids.length]), most, writes);
    return writes;
  }

  private void add(
      String input,
      LongFunction<Object> value,
      int most,
      List<Map<String, List<Entry<?, ?>>>> writes) {
    for (int from = 0; from < ids.length; from += most) {
      List<Entry<?, ?>> entries = new ArrayList<>();
      for (int i = from; i < Math.min(ids.length, from + most); i++) {
        entries.add(Entry.of(ids[i], value.apply(ids[i])));
      }
      writes.add(Map.of(input, entries));
    }
  }

  private long id() {
    return ids[random.nextInt(ids.length)];
  }

  /** A write of so many people, who have other names and are active or not. */
  Map<String, List<Entry<?, ?>>> people(int entries) {
    List<Entry<?, ?>> people = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      people.add(Entry.of(id(), new Person("p" + random.nextInt(), random.nextBoolean())));
    }
    return Map.of("people", people);
  }

  /** A write of so many people and so many clubs, whose members are others. */
  Map<String, List<Entry<?, ?>>> both(int entries) {
    Map<String, List<Entry<?, ?>>> write = new HashMap<>(people(entries));
    List<Entry<?, ?>> clubs = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      clubs.add(Entry.of(id(), List.of(id(), id())));
    }
    write.put("clubs", clubs);
    return write;
  }
}
