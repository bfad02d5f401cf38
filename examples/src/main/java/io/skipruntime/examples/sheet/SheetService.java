package io.skipruntime.examples.sheet;

import io.skipruntime.Context;
import io.skipruntime.CyclicComputationException;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.LazyCollection;
import io.skipruntime.LazyCompute;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonNumber;
import io.skipruntime.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A spreadsheet. The input {@code cells} has the text of each cell: a number, a formula after an
 * equals sign, or any other text. The resource {@code computed} has the values: a number, a string,
 * or {@code {"error": "…"}} where there is none.
 *
 * <p>A formula's value is an entry of a lazy collection, which asks itself for the cells that the
 * formula names; so a change of a cell has only those cells computed again that depend on it. A
 * cell that depends on itself has an error for its value, and so have all that depend on it.
 */
public final class SheetService implements SkipService<SheetService.Inputs, SheetService.Shared> {

  public record Inputs(EagerCollection<String, String> cells) {}

  public record Shared(EagerCollection<String, Json> computed) {}

  /** A computation of a cell's value from its text. */
  record CellValue(EagerCollection<String, String> cells) implements LazyCompute<String, Json> {

    private static final Pattern NUMBER =
        Pattern.compile("[+-]?([0-9]{1,34}(\\.[0-9]{0,34})?|\\.[0-9]{1,34})");

    @Override
    public List<Json> compute(LazyCollection<String, Json> values, String name) {
      return cells.findUnique(name).map(text -> List.of(valueOf(text, values))).orElse(List.of());
    }

    private static Json valueOf(String text, LazyCollection<String, Json> values) {
      if (NUMBER.matcher(text).matches()) {
        return shown(Json.of(new BigDecimal(text)));
      }
      if (!text.startsWith("=")) {
        return Json.of(text);
      }
      try {
        Expression formula = FormulaParser.parse(text.substring(1));
        return shown(formula.evaluate(name -> read(name, values)));
      } catch (FormulaException e) {
        return error(String.valueOf(e.getMessage()));
      }
    }

    /** The value without zeros at the end, as spreadsheets show numbers. */
    private static Json shown(Json value) {
      if (!(value instanceof JsonNumber number)) {
        return value;
      }
      BigDecimal stripped = number.asDecimal().stripTrailingZeros();
      return Json.of(stripped.scale() < 0 ? stripped.setScale(0) : stripped);
    }

    private static Optional<Json> read(CellName name, LazyCollection<String, Json> values) {
      Optional<Json> value;
      try {
        value = values.findUnique(name.toString());
      } catch (CyclicComputationException e) {
        throw new FormulaException("the cell depends on itself");
      }
      if (value.orElse(Json.NULL) instanceof JsonObject failed) {
        throw new FormulaException(failed.get("error").asString());
      }
      return value;
    }
  }

  /** A mapper that gives each cell with a text its value. */
  record Computed(LazyCollection<String, Json> values)
      implements Mapper<String, String, String, Json> {
    @Override
    public void mapEntry(String name, Values<String> texts, Emitter<String, Json> out) {
      boolean isCell =
          CellName.parse(name).filter(cell -> cell.toString().equals(name)).isPresent();
      out.emit(
          name, isCell ? values.getUnique(name) : error("not the name of a cell, such as B12"));
    }
  }

  private static Json error(String message) {
    return Json.object(Map.of("error", Json.of(message)));
  }

  @Override
  public InitialData initialData() {
    return InitialData.of(
        "cells",
        Entry.of("A1", "Price"),
        Entry.of("B1", "19.90"),
        Entry.of("A2", "Number"),
        Entry.of("B2", "3"),
        Entry.of("A3", "Total"),
        Entry.of("B3", "=B1*B2"));
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty().and("computed", (shared, context) -> shared.computed());
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    LazyCollection<String, Json> values = context.createLazyCollection(new CellValue(in.cells()));
    return new Shared(in.cells().map(new Computed(values)));
  }
}
