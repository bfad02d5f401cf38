package io.skipruntime.oracle;

import java.util.List;

/** A record with lists of records, as authors write them. */
record Thing(String name, long count, List<Part> parts) {

  record Part(List<String> labels, boolean big) {}

  static Thing of(String name, long count, String... labels) {
    return new Thing(name, count, List.of(new Part(List.of(labels), count > 1)));
  }
}
