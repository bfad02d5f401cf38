package io.skipruntime.oracle;

import java.util.List;
import java.util.Locale;

/** An input collection of the services that are generated: a component of {@link Inputs}. */
enum Input {
  LONGS(Kind.LONG, Kind.LONG),
  STRINGS(Kind.STRING, Kind.STRING),
  DOUBLES(Kind.DOUBLE, Kind.DOUBLE),
  TRUTHS(Kind.BOOLEAN, Kind.LONG),
  DOCUMENTS(Kind.JSON, Kind.JSON),
  DECIMALS(Kind.DECIMAL, Kind.DECIMAL),
  COLOURS(Kind.COLOUR, Kind.LONG),
  IDS(Kind.ID, Kind.STRING),
  LISTS(Kind.LIST, Kind.LIST),
  THINGS(Kind.THING, Kind.THING),
  MOMENTS(Kind.MOMENT, Kind.MOMENT),
  DATES(Kind.DATE, Kind.DATE),
  SHAPES(Kind.SHAPE, Kind.SHAPE),
  MAPS(Kind.MAP, Kind.MAP),
  NUMBERS(Kind.LONG, Kind.LONG);

  static final List<Input> ALL = List.of(values());

  private final Kind key;
  private final Kind value;

  Input(Kind key, Kind value) {
    this.key = key;
    this.value = value;
  }

  Kind key() {
    return key;
  }

  Kind value() {
    return value;
  }

  /** The collection's name. */
  String collection() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Input of(String collection) {
    return valueOf(collection.toUpperCase(Locale.ROOT));
  }
}
