package io.skipruntime.oracle;

import io.skipruntime.EagerCollection;
import io.skipruntime.json.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The inputs of the services that are generated, one for each kind of keys. */
record Inputs(
    EagerCollection<Long, Long> longs,
    EagerCollection<String, String> strings,
    EagerCollection<Double, Double> doubles,
    EagerCollection<Boolean, Long> truths,
    EagerCollection<Json, Json> documents,
    EagerCollection<BigDecimal, BigDecimal> decimals,
    EagerCollection<Colour, Long> colours,
    EagerCollection<UUID, String> ids,
    EagerCollection<List<Long>, List<Long>> lists,
    EagerCollection<Thing, Thing> things,
    EagerCollection<Instant, Instant> moments,
    EagerCollection<LocalDate, LocalDate> dates,
    EagerCollection<Shape, Shape> shapes,
    EagerCollection<Map<String, Long>, Map<String, Long>> maps,
    EagerCollection<Long, Long> numbers) {

  EagerCollection<?, ?> of(Input input) {
    return switch (input) {
      case LONGS -> longs;
      case STRINGS -> strings;
      case DOUBLES -> doubles;
      case TRUTHS -> truths;
      case DOCUMENTS -> documents;
      case DECIMALS -> decimals;
      case COLOURS -> colours;
      case IDS -> ids;
      case LISTS -> lists;
      case THINGS -> things;
      case MOMENTS -> moments;
      case DATES -> dates;
      case SHAPES -> shapes;
      case MAPS -> maps;
      case NUMBERS -> numbers;
    };
  }
}
