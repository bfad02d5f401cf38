package io.skipruntime.examples.demo;

import io.skipruntime.Entry;
import java.util.List;
import java.util.stream.IntStream;

/** The lots and bidders that the auction begins with, and those that are added by thousands. */
final class Stock {

  /** The bidder that stands for the visitor of the page. */
  static final String VISITOR = "you";

  /** How many lots are added at once. */
  static final int MANY = 10_000;

  /** The lots that the page shows, in their order. */
  static final List<Entry<String, Lot>> LOTS =
      List.of(
          lot("bike", "Racing bike, 1987", 220, 600),
          lot("clock", "Mantel clock, 1890", 90, 400),
          lot("globe", "Globe with sea monsters", 60, 250),
          lot("lamp", "Desk lamp, enamel", 35, 150),
          lot("radio", "Valve radio", 50, 200),
          lot("vase", "Blue vase", 40, 180));

  /** The bidders; all but the visitor bid by themselves. */
  static final List<Entry<String, Bidder>> BIDDERS =
      List.of(
          Entry.of("ann", new Bidder("Ann")),
          Entry.of("bob", new Bidder("Bob")),
          Entry.of("chen", new Bidder("Chen")),
          Entry.of("dora", new Bidder("Dora")),
          Entry.of(VISITOR, new Bidder("You")));

  private Stock() {}

  private static Entry<String, Lot> lot(String id, String title, long start, long reserve) {
    return Entry.of(id, new Lot(title, start, reserve));
  }

  /** The lots that are added at once; in the order of the keys they come after the others. */
  static List<Entry<String, Lot>> manyLots() {
    return IntStream.range(0, MANY)
        .mapToObj(i -> lot("x%05d".formatted(i), "Lot " + i, 10 + i % 90, 300))
        .toList();
  }

  /** The same, to take them away again. */
  static List<Entry<String, Lot>> manyGone() {
    return manyLots().stream().map(each -> Entry.<String, Lot>deleted(each.key())).toList();
  }
}
