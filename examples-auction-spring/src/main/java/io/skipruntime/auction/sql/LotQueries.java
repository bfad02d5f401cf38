package io.skipruntime.auction.sql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The questions to the database; each is asked for one lot, or for all of them. */
@Repository
class LotQueries {

  private static final String LOTS =
      """
      SELECT l.id, l.title, l.about, l.is_closed, coalesce(b.amount, l.least) AS price,
        coalesce(b.bidder, '') AS leader, (SELECT count(*) FROM bids WHERE lot = l.id) AS bids
      FROM lots l LEFT JOIN LATERAL
        (SELECT amount, bidder FROM bids WHERE lot = l.id ORDER BY amount DESC, bidder DESC LIMIT 1) b ON true
      WHERE CAST(:lot AS bigint) IS NULL OR l.id = :lot ORDER BY l.id
      """;
  private static final String OFFERS =
      """
      SELECT * FROM (SELECT id, lot, bidder, amount FROM bids WHERE lot = :lot ORDER BY amount DESC, id LIMIT 5) b
      ORDER BY id
      """;
  private static final String STAKES =
      """
      SELECT m.lot, m.amount, m.bidder =
        (SELECT bidder FROM bids WHERE lot = m.lot ORDER BY amount DESC, bidder DESC LIMIT 1) AS is_leading
      FROM (SELECT lot, bidder, max(amount) AS amount FROM bids
        WHERE bidder = :bidder AND (CAST(:lot AS bigint) IS NULL OR lot = :lot) GROUP BY lot, bidder) m
      ORDER BY m.lot
      """;

  /** A lot as pages show it; without bids the price is the least bid, and the leader is empty. */
  record Shown(
      String title, String about, boolean isClosed, long price, String leader, long bids) {}

  record Bid(long lot, String bidder, long amount) {}

  record Stake(long amount, boolean isLeading) {}

  private final JdbcClient database;

  LotQueries(JdbcClient database) {
    this.database = database;
  }

  Map<Long, List<Object>> lots(@Nullable Long lot) {
    Map<Long, List<Object>> lots = new LinkedHashMap<>();
    database
        .sql(LOTS)
        .param("lot", lot)
        .query(row -> {
          lots.put(
              row.getLong("id"),
              List.of(
                  new Shown(
                      row.getString("title"),
                      row.getString("about"),
                      row.getBoolean("is_closed"),
                      row.getLong("price"),
                      row.getString("leader"),
                      row.getLong("bids"))));
        });
    return lots;
  }

  /** The five highest bids of a lot, in the order in which they were made. */
  Map<Long, List<Object>> offers(long lot) {
    List<Bid> offers = database.sql(OFFERS).param("lot", lot).query(Bid.class).list();
    return offers.isEmpty() ? Map.of() : Map.of(lot, List.copyOf(offers));
  }

  /** The highest bids of a user. */
  Map<Long, List<Object>> stakes(String bidder, @Nullable Long lot) {
    Map<Long, List<Object>> stakes = new LinkedHashMap<>();
    database
        .sql(STAKES)
        .param("bidder", bidder)
        .param("lot", lot)
        .query(row -> {
          Stake stake = new Stake(row.getLong("amount"), row.getBoolean("is_leading"));
          stakes.put(row.getLong("lot"), List.of(stake));
        });
    return stakes;
  }
}
