package io.skipruntime.files;

import io.skipruntime.client.feed.TimeLimits;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A file, or a directory of files, whose lines are the entries of a collection. Files are UTF-8,
 * with or without a byte order mark. Of several lines with one key the last counts, where the files
 * of a directory follow each other in the order of their names.
 *
 * <p>Without key fields the key of a line is its number, from 1 on; in a directory it is an array
 * of the file's name and that. With one it is that field's value, with several an array of theirs,
 * or an object if the resource is used with a record as key that is no tuple.
 *
 * <p>The value of a line is a record, whose components are found among the fields by name; case and
 * underscores do not count, and fields that the record does not have do not either. Used with a
 * simple type, such as {@code String}, the value is the only field beside the key; used with {@code
 * Json}, it is all fields as an object. A line of JSON that is no object is the value itself.
 *
 * <p>Immutable; {@code with…} gives a resource that differs in one thing.
 */
public final class FileResource {

  /** The formats of lines. */
  enum Format {
    NDJSON,
    CSV
  }

  private static final int MAX_LINE_BYTES = 1 << 20;

  private final Path path;
  private final Format format;
  private final Values values;

  private FileResource(Path path, Format format, Values values) {
    this.path = path;
    this.format = format;
    this.values = values;
  }

  /**
   * Lines of JSON (NDJSON, also called JSON Lines).
   *
   * @param path a file, or a directory, of which the files that end in {@code .ndjson} or {@code
   *     .jsonl} count; symbolic links are followed
   */
  public static FileResource ndjson(Path path) {
    Values values = new Values();
    values.suffixes = List.of(".ndjson", ".jsonl");
    return new FileResource(path, Format.NDJSON, values);
  }

  /**
   * Records of comma-separated values (RFC 4180). The first of each file has the names of the
   * columns. A cell is a number or a boolean where the record's component is one, an empty cell is
   * null where the component may be absent, and all else is text.
   *
   * @param path a file, or a directory, of which the files that end in {@code .csv} count; symbolic
   *     links are followed
   */
  public static FileResource csv(Path path) {
    Values values = new Values();
    values.suffixes = List.of(".csv");
    return new FileResource(path, Format.CSV, values);
  }

  private FileResource changed(Consumer<Values> change) {
    Values copy = new Values(values);
    change.accept(copy);
    return new FileResource(path, format, copy);
  }

  /** With the fields that are the key of a line. */
  public FileResource keyedBy(String... fields) {
    return changed(copy -> copy.keyFields = List.of(fields));
  }

  /** With other ends of the names of those files of a directory that count. */
  public FileResource withSuffixes(String... suffixes) {
    return changed(copy -> copy.suffixes = List.of(suffixes));
  }

  /**
   * With names of the columns, where files of comma-separated values do not have them as their
   * first record.
   *
   * @throws IllegalArgumentException if a name is there twice
   */
  public FileResource withColumns(String... columns) {
    List<String> names = List.of(columns);
    if (new HashSet<>(names).size() < names.size()) {
      throw new IllegalArgumentException("a column is there twice: " + names);
    }
    return changed(copy -> copy.columns = Optional.of(names));
  }

  /**
   * With another separator of values; by default a comma.
   *
   * @throws IllegalArgumentException if it is no ASCII character, a quote, or ends a line
   */
  public FileResource withSeparator(char separator) {
    if (separator > 127 || separator == '"' || separator == '\n' || separator == '\r') {
      throw new IllegalArgumentException("this is no separator: " + separator);
    }
    return changed(copy -> copy.separator = separator);
  }

  /**
   * With another time between looks at the files; by default a second. Where the system tells of
   * changes they are seen at once.
   */
  public FileResource withIntervalMillis(long millis) {
    return changed(copy -> copy.intervalMillis = TimeLimits.option("intervalMillis", millis));
  }

  /**
   * With another time after which a last line counts that no line feed ends, if its file has not
   * changed since; by default 5 seconds. Before that its writer may not have finished it.
   */
  public FileResource withQuietMillis(long millis) {
    return changed(copy -> copy.quietMillis = TimeLimits.option("quietMillis", millis));
  }

  /** With another limit of a line's length; by default 1 MiB. Longer ones are listed. */
  public FileResource withMaxLineBytes(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("maxLineBytes must be at least 1: " + bytes);
    }
    return changed(copy -> copy.maxLineBytes = bytes);
  }

  Path path() {
    return path;
  }

  Format format() {
    return format;
  }

  List<String> keyFields() {
    return values.keyFields;
  }

  List<String> suffixes() {
    return values.suffixes;
  }

  Optional<List<String>> columns() {
    return values.columns;
  }

  char separator() {
    return values.separator;
  }

  long intervalMillis() {
    return values.intervalMillis;
  }

  long quietMillis() {
    return values.quietMillis;
  }

  int maxLineBytes() {
    return values.maxLineBytes;
  }

  /** All that decides what entries the files have. */
  String definition() {
    return String.join(
        " ",
        path.toString(),
        format.toString(),
        values.keyFields.toString(),
        values.suffixes.toString(),
        values.columns.toString(),
        String.valueOf(values.separator));
  }

  /** The values that can be changed; only a copy that nothing else has yet is changed. */
  private static final class Values {

    private List<String> keyFields = List.of();
    private List<String> suffixes = List.of();
    private Optional<List<String>> columns = Optional.empty();
    private char separator = ',';
    private long intervalMillis = 1_000;
    private long quietMillis = 5_000;
    private int maxLineBytes = MAX_LINE_BYTES;

    Values() {}

    Values(Values other) {
      keyFields = other.keyFields;
      suffixes = other.suffixes;
      columns = other.columns;
      separator = other.separator;
      intervalMillis = other.intervalMillis;
      quietMillis = other.quietMillis;
      maxLineBytes = other.maxLineBytes;
    }
  }
}
