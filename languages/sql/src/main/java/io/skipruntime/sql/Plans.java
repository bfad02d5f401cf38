package io.skipruntime.sql;

import io.skipruntime.sql.front.Planner;
import io.skipruntime.sql.front.Schema;
import io.skipruntime.sql.plan.Query;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The queries that were understood last, by their text and the tables that they may name: to open
 * an instance of a known query parses nothing. Thread-safe.
 */
final class Plans {

  private static final int MOST = 512;

  /** A text and the tables that it may name. */
  private record Key(String query, Schema schema) {}

  private static final Map<Key, Query> KNOWN =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Query> eldest) {
          return size() > MOST;
        }
      };

  private Plans() {}

  /** The query that a text is; see {@link Planner#plan}. */
  static Query of(String text, Schema schema) {
    Key key = new Key(text, schema);
    synchronized (KNOWN) {
      Query known = KNOWN.get(key);
      if (known != null) {
        return known;
      }
    }
    Query planned = Planner.plan(text, schema);
    synchronized (KNOWN) {
      KNOWN.put(key, planned);
    }
    return planned;
  }
}
