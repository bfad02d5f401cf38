package io.skipruntime.files;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonString;
import io.skipruntime.json.JsonSyntaxException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.ObjectReader;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;
import tools.jackson.dataformat.csv.CsvSchema;

/** A way to make JSON of a line. Immutable. */
sealed interface LineFormat {

  /**
   * The line as JSON; of comma-separated values an object of texts.
   *
   * @throws UnfitLineException if it is malformed
   */
  Json parse(String line) throws UnfitLineException;

  /**
   * The text of a line.
   *
   * @throws UnfitLineException if it is not UTF-8
   */
  static String text(byte[] utf8) throws UnfitLineException {
    try {
      return JsonString.ofUtf8(utf8).value();
    } catch (JsonSyntaxException e) {
      throw new UnfitLineException("it is not UTF-8");
    }
  }

  /** Lines of JSON. */
  record Ndjson() implements LineFormat {
    @Override
    public Json parse(String line) throws UnfitLineException {
      try {
        return Json.parse(line);
      } catch (JsonSyntaxException e) {
        throw new UnfitLineException("it is not JSON: " + e.getMessage());
      }
    }
  }

  /** The format of comma-separated values, of which a record may be several lines. */
  final class Csv implements LineFormat {

    private static final ObjectReader READER =
        CsvMapper.builder().enable(CsvReadFeature.WRAP_AS_ARRAY).build().readerFor(String[].class);

    private final ObjectReader reader;
    private final List<String> columns;

    private Csv(ObjectReader reader, List<String> columns) {
      this.reader = reader;
      this.columns = columns;
    }

    private static ObjectReader reader(char separator) {
      return READER.with(CsvSchema.emptySchema().withColumnSeparator(separator));
    }

    /** Records with known columns. */
    static Csv of(List<String> columns, char separator) {
      return new Csv(reader(separator), List.copyOf(columns));
    }

    /**
     * Records whose columns are the cells of a line.
     *
     * @throws UnfitLineException if they can be no names
     */
    static Csv withHeader(String line, char separator) throws UnfitLineException {
      List<String> names = cells(reader(separator), line);
      if (new HashSet<>(names).size() < names.size()) {
        throw new UnfitLineException("a column is there twice: " + String.join(", ", names));
      }
      return of(names, separator);
    }

    List<String> columns() {
      return columns;
    }

    @Override
    public Json parse(String line) throws UnfitLineException {
      List<String> cells = cells(reader, line);
      if (cells.size() != columns.size()) {
        throw new UnfitLineException(
            "it has %d cells, and there are %d columns".formatted(cells.size(), columns.size()));
      }
      Map<String, Json> members = new LinkedHashMap<>();
      for (int i = 0; i < cells.size(); i++) {
        members.put(columns.get(i), Json.of(cells.get(i)));
      }
      return Json.object(members);
    }

    private static List<String> cells(ObjectReader reader, String line) throws UnfitLineException {
      try (MappingIterator<String[]> records = reader.readValues(line)) {
        if (!records.hasNextValue()) {
          return List.of("");
        }
        return List.of(records.nextValue());
      } catch (JacksonException e) {
        throw new UnfitLineException("it is not CSV: " + e.getOriginalMessage());
      }
    }
  }
}
