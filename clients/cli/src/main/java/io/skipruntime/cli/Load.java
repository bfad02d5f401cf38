package io.skipruntime.cli;

import io.skipruntime.cli.load.CsvRows;
import io.skipruntime.cli.load.Lines;
import io.skipruntime.cli.load.Loader;
import io.skipruntime.cli.load.NdjsonRows;
import io.skipruntime.cli.load.Progress;
import io.skipruntime.cli.load.Rows;
import io.skipruntime.cli.load.Shape;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.client.feed.TimeLimits;
import io.skipruntime.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that writes the entries of a file, in batches. */
@Command(
    name = "load",
    description = "Writes the entries of a large file, in batches of one commit each.",
    footer = {
      "",
      "NDJSON: lines of [key,[value,…]], or, with --key, objects. CSV: the first line names the"
          + " columns.",
      "The value is the object of all members but the key; --value takes one member alone.",
      "The first line that is wrong ends it: all before it is written, and it says how to go on."
    })
final class Load extends ServiceCommand {

  /** The characters that have another meaning in CSV. */
  private static final String NO_SEPARATORS = "\"\r\n";

  private enum Format {
    NDJSON,
    CSV
  }

  @Parameters(index = "0", paramLabel = "COLLECTION", description = "the input to write to")
  private String collection = "";

  @Parameters(index = "1", paramLabel = "FILE", description = "the file; - is what is piped in")
  private Path file = Path.of("-");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "ndjson or csv (default: by the end of the file's name, .csv or .tsv; else ndjson)")
  private @Nullable Format format;

  @Option(
      names = "--key",
      paramLabel = "NAME",
      description = "the member or column that is the key (default for csv: the first)")
  private @Nullable String key;

  @Option(
      names = "--value",
      paramLabel = "NAME",
      description = "the member or column that is the value, in place of an object of all")
  private @Nullable String value;

  @Option(names = "--with-key", description = "let that object have the key, too")
  private boolean withKey;

  @Option(
      names = "--string",
      paramLabel = "NAME",
      description = "a csv column of strings, even if they look like numbers; may be repeated")
  private List<String> strings = new ArrayList<>();

  @Option(
      names = "--separator",
      paramLabel = "CHARACTER",
      description = "what is between the cells of csv (default: a comma, or a tab for .tsv)")
  private @Nullable Character separator;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "1000",
      description = "entries of a batch (default: ${DEFAULT-VALUE})")
  private int batchEntries;

  @Option(
      names = "--start-line",
      paramLabel = "N",
      defaultValue = "1",
      description = "leave out the lines before this one, to go on where it ended")
  private long firstLine;

  @Option(
      names = "--keep-going",
      description =
          "report lines that are wrong and leave them out; the exit code is 1 nevertheless")
  private boolean keepGoing;

  @Option(
      names = "--retry",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "how long to try again if the service is busy or away (default: ${DEFAULT-VALUE})")
  private long retrySeconds;

  @Option(names = "--quiet", description = "show no progress")
  private boolean quiet;

  Load(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run(SkipServiceBroker broker) {
    if (batchEntries < 1 || firstLine < 1 || retrySeconds < 0) {
      throw new UsageException("--batch and --start-line are to be at least 1, --retry at least 0");
    }
    if (separator != null && NO_SEPARATORS.indexOf(separator) >= 0) {
      throw new UsageException("--separator is to be no quote and no end of a line");
    }
    try (InputStream in =
        terminal().input(() -> isPiped() ? terminal().in() : Files.newInputStream(file))) {
      Lines lines = new Lines(in);
      Progress progress = progress(isPiped() ? 0 : Files.size(file));
      Loader loader =
          new Loader(
              broker,
              collection,
              new Loader.Settings(
                  batchEntries,
                  firstLine,
                  keepGoing,
                  TimeLimits.bounded(TimeUnit.SECONDS.toMillis(retrySeconds))),
              progress,
              terminal().stopped());
      return report(loader, loader.load(rows(lines), lines));
    } catch (InterruptedIOException e) {
      terminal().note("interrupted before the first line");
      return ExitCode.REFUSED;
    } catch (IllegalArgumentException e) {
      throw new UsageException(file + ": " + e.getMessage());
    } catch (IOException e) {
      throw UsageException.unreadable("FILE", file, e);
    }
  }

  private boolean isPiped() {
    return file.toString().equals("-");
  }

  private Progress progress(long totalBytes) {
    // Wrong lines are told anyway; only the counting is what quiet leaves out.
    Progress.Reader reader =
        quiet
            ? Progress.Reader.NONE
            : terminal().isInteractive() ? Progress.Reader.PERSON : Progress.Reader.LOG;
    return new Progress(terminal().err(), reader, totalBytes, System::nanoTime);
  }

  private Rows rows(Lines lines) throws IOException {
    String name = file.toString().toLowerCase(Locale.ROOT);
    boolean isTabbed = name.endsWith(".tsv");
    boolean isCsv = format == null ? isTabbed || name.endsWith(".csv") : format == Format.CSV;
    Shape shape = new Shape(Optional.ofNullable(value), withKey);
    if (!isCsv) {
      if (key == null && (value != null || withKey)) {
        throw new UsageException("--value and --with-key need --key");
      }
      return new NdjsonRows(lines, Optional.ofNullable(key), shape);
    }
    char between = separator == null ? (isTabbed ? '\t' : ',') : separator;
    return new CsvRows(lines, between, Optional.ofNullable(key), Set.copyOf(strings), shape);
  }

  private int report(Loader loader, Loader.Result result) {
    if (isJson()) {
      terminal().print(json(result));
    } else {
      terminal().print(summary(loader, result));
    }
    return switch (result.outcome()) {
      case COMPLETE -> result.wrong() == 0 ? ExitCode.DONE : ExitCode.REFUSED;
      case REFUSED, STOPPED -> ExitCode.REFUSED;
      case UNREACHABLE -> ExitCode.UNREACHABLE;
    };
  }

  private String summary(Loader loader, Loader.Result result) {
    StringBuilder text = new StringBuilder(loader.rate());
    if (!result.watermark().isEmpty()) {
      text.append(", watermark ").append(result.watermark());
    }
    if (result.repeated() > 0) {
      text.append(
          "\n%,d of them for a key that had come before: the last counts"
              .formatted(result.repeated()));
    }
    if (result.wrong() > 0 && keepGoing) {
      text.append("\n%,d lines are wrong and were left out".formatted(result.wrong()));
    }
    if (!result.reason().isEmpty()) {
      text.append(
          "\n%s; all lines before %d are written. Go on with --start-line %d"
              .formatted(result.reason(), result.nextLine(), result.nextLine()));
    }
    return text.toString();
  }

  private static String json(Loader.Result result) {
    return Json.object(
            Map.of(
                "complete", Json.of(result.outcome() == Loader.Outcome.COMPLETE),
                "entries", Json.of(result.entries()),
                "wrong", Json.of(result.wrong()),
                "repeated", Json.of(result.repeated()),
                "nextLine", Json.of(result.nextLine()),
                "watermark", Json.of(result.watermark()),
                "reason", Json.of(result.reason())))
        .toString();
  }
}
