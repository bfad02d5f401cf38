package io.skipruntime.sql;

import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * The events of Nexmark by a seeded generator: of fifty, one is a person, three are auctions and
 * the others bids, most of them of few users on few auctions. The first is shortly before midnight.
 */
final class NexmarkEvents {

  /**
   * An event.
   *
   * @param table the table that it is a row of
   */
  record Event(String table, Record key, Record value) {}

  private static final long FIRST_PERSON = 1_000;
  private static final long FIRST_AUCTION = 1_090;
  private static final long FIRST_CATEGORY = 10;
  private static final int CATEGORIES = 5;
  private static final int CYCLE = 50;
  private static final int AUCTIONS_OF_CYCLE = 3;
  private static final int MOST_MILLIS_BETWEEN = 400;
  private static final int RECENT = 20;

  private static final List<String> STATES = List.of("az", "ca", "id", "or", "wa", "wy");
  private static final List<String> CITIES =
      List.of("Phoenix", "Los Angeles", "San Francisco", "Boise", "Portland", "Bend", "Redmond");
  private static final List<String> FIRST_NAMES =
      List.of("Peter", "Paul", "Luke", "John", "Saul", "Vicky", "Kate", "Julie", "Sarah");
  private static final List<String> LAST_NAMES =
      List.of("Shultz", "Abrams", "Spencer", "White", "Bartels", "Walton", "Smith", "Jones");
  private static final List<String> CHANNELS = List.of("Google", "Facebook", "Baidu", "Apple");

  private final Random random;
  private LocalDateTime now = LocalDateTime.of(2015, 7, 15, 23, 58);
  private long events;
  private long persons;
  private long auctions;
  private long bids;

  NexmarkEvents(long seed) {
    random = new Random(seed);
  }

  Event next() {
    now = now.plus(random.nextInt(MOST_MILLIS_BETWEEN), ChronoUnit.MILLIS);
    long place = events++ % CYCLE;
    if (place == 0) {
      return person();
    }
    return place <= AUCTIONS_OF_CYCLE ? auction() : bid();
  }

  private Event person() {
    String first = one(FIRST_NAMES);
    String last = one(LAST_NAMES);
    return new Event(
        "person",
        new Nexmark.PersonKey(FIRST_PERSON + persons++),
        new Nexmark.Person(
            first + " " + last,
            first.toLowerCase(Locale.ROOT) + "@" + text(5) + ".com",
            "%04d %04d".formatted(random.nextInt(10_000), random.nextInt(10_000)),
            one(CITIES),
            one(STATES),
            now,
            text(12)));
  }

  private Event auction() {
    long initial = price();
    return new Event(
        "auction",
        new Nexmark.AuctionKey(FIRST_AUCTION + auctions++),
        new Nexmark.Auction(
            text(8),
            text(20),
            initial,
            initial + price(),
            now,
            now.plusSeconds(1 + random.nextInt(40)),
            FIRST_PERSON + recent(persons),
            FIRST_CATEGORY + random.nextInt(CATEGORIES),
            text(10)));
  }

  private Event bid() {
    boolean isKnown = random.nextBoolean();
    String channel = isKnown ? one(CHANNELS) : "channel-" + random.nextInt(50);
    String address =
        "https://www.example.com/%s/%s/%s/item.htm?query=1".formatted(text(3), text(4), text(3));
    String number = isKnown || random.nextInt(4) == 0 ? "" : "&channel_id=" + random.nextInt(1_000);
    return new Event(
        "bid",
        new Nexmark.BidKey(bids++),
        new Nexmark.Bid(
            FIRST_AUCTION + recent(auctions),
            FIRST_PERSON + recent(persons),
            price(),
            channel,
            address + number,
            now,
            text(15)));
  }

  /** The number of something that is there, mostly one of the last. */
  private long recent(long count) {
    long least = random.nextInt(4) == 0 ? 0 : Math.max(0, count - RECENT);
    return least + random.nextInt((int) (count - least));
  }

  private long price() {
    return Math.round(Math.pow(10, random.nextDouble() * 6) * 100);
  }

  private <T> T one(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private String text(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(6)));
    }
    return text.toString();
  }
}
