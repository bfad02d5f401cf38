package io.skipruntime.oracle;

import java.util.List;

/** A record with lists of records; its components are in the order of their names. */
record Thing(long count, String name, List<Part> parts) {

  record Part(boolean big, List<String> labels) {}

  static Thing of(String name, long count, String... labels) {
    return new Thing(count, name, List.of(new Part(count > 1, List.of(labels))));
  }
}
