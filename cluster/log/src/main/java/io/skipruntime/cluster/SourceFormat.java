package io.skipruntime.cluster;

import io.skipruntime.SourceStatus;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.SourceNote;
import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.JsonDecoder;
import io.skipruntime.journal.format.JsonEncoder;
import io.skipruntime.journal.format.MalformedDataException;
import io.skipruntime.journal.record.EntryFormat;
import io.skipruntime.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The form of what a log says of external sources as bytes. */
final class SourceFormat {

  private static final int BEGUN = 0;
  private static final int DELIVERED = 1;
  private static final int TOLD = 2;
  private static final int WANTED = 3;

  private final JsonEncoder json;
  private final BinaryOutput out;

  private SourceFormat(BinaryOutput out, JsonEncoder json) {
    this.out = out;
    this.json = json;
  }

  /** Writes a note. */
  static void write(SourceNote note, BinaryOutput out, JsonEncoder json) {
    SourceFormat format = new SourceFormat(out, json);
    switch (note) {
      case SourceNote.Begun begun -> out.u8(BEGUN);
      case SourceNote.Delivered delivered -> {
        out.u8(DELIVERED);
        out.varint(delivered.term());
        EntryFormat.write(delivered.positions(), out, json);
      }
      case SourceNote.Told told -> {
        out.u8(TOLD);
        out.varint(told.term());
        out.varint(told.statuses().size());
        told.statuses()
            .forEach((id, status) -> {
              EntryFormat.write(id, out, json);
              format.write(status);
            });
        format.write(told.released());
      }
      case SourceNote.Wanted wanted -> {
        out.u8(WANTED);
        format.write(wanted.sources());
      }
    }
  }

  /** Writes a ledger. */
  static void write(SourceLedger ledger, BinaryOutput out, JsonEncoder json) {
    SourceFormat format = new SourceFormat(out, json);
    out.varint(ledger.term());
    out.varint(ledger.sources().size());
    ledger
        .sources()
        .forEach((id, known) -> {
          EntryFormat.write(id, out, json);
          out.varint(known.wantedMillis());
          format.write(known.status().isPresent());
          known.status().ifPresent(format::write);
        });
  }

  private void write(List<CollectionId.External> ids) {
    out.varint(ids.size());
    ids.forEach(each -> EntryFormat.write(each, out, json));
  }

  private void write(boolean value) {
    out.u8(value ? 1 : 0);
  }

  private void write(Instant time) {
    out.varint(Math.max(0, time.toEpochMilli()));
  }

  private void write(SourceStatus status) {
    out.text(status.service());
    out.text(status.identifier());
    json.write(status.params());
    out.text(status.state().name());
    write(status.since());
    write(status.lastDelivery().isPresent());
    status.lastDelivery().ifPresent(this::write);
    write(status.reason().isPresent());
    status.reason().ifPresent(out::text);
    write(status.position().isPresent());
    status.position().ifPresent(json::write);
    write(status.lag().isPresent());
    status.lag().ifPresent(this::write);
    write(status.progress().isPresent());
    status
        .progress()
        .ifPresent(progress -> {
          out.varint(progress.loaded());
          out.varint(progress.estimated());
        });
    out.varint(status.rejected().count());
    out.varint(status.rejected().first().size());
    status
        .rejected()
        .first()
        .forEach(each -> {
          out.text(each.key());
          out.text(each.why());
        });
    out.varint(status.warnings().size());
    status.warnings().forEach(out::text);
  }

  private void write(SourceStatus.Lag lag) {
    out.varint(lag.amount());
    out.text(lag.unit());
    write(lag.age().isPresent());
    lag.age().ifPresent(age -> out.varint(Math.max(0, age.toMillis())));
  }

  /**
   * Reads a note.
   *
   * @throws MalformedDataException if this version does not know its kind
   */
  static SourceNote read(BinaryInput in, JsonDecoder json) {
    int kind = in.u8();
    return switch (kind) {
      case BEGUN -> new SourceNote.Begun();
      case DELIVERED -> new SourceNote.Delivered(in.varint(), EntryFormat.readPositions(in, json));
      case TOLD -> readTold(in, json);
      case WANTED -> new SourceNote.Wanted(readIds(in, json));
      default -> throw new MalformedDataException("no note of external sources is of kind " + kind);
    };
  }

  private static SourceNote.Told readTold(BinaryInput in, JsonDecoder json) {
    long term = in.varint();
    Map<CollectionId.External, SourceStatus> statuses = new HashMap<>();
    for (int count = in.count(2); count > 0; count--) {
      statuses.put(readId(in, json), readStatus(in, json));
    }
    return new SourceNote.Told(term, statuses, readIds(in, json));
  }

  /** Reads a ledger. */
  static SourceLedger readLedger(BinaryInput in, JsonDecoder json) {
    long term = in.varint();
    Map<CollectionId.External, SourceLedger.Known> sources = new HashMap<>();
    for (int count = in.count(2); count > 0; count--) {
      sources.put(
          readId(in, json),
          new SourceLedger.Known(in.varint(), readIf(in, () -> readStatus(in, json))));
    }
    return new SourceLedger(term, sources);
  }

  private static CollectionId.External readId(BinaryInput in, JsonDecoder json) {
    if (EntryFormat.readId(in, json) instanceof CollectionId.External id) {
      return id;
    }
    throw new MalformedDataException("a note of external sources names an input");
  }

  private static List<CollectionId.External> readIds(BinaryInput in, JsonDecoder json) {
    List<CollectionId.External> ids = new ArrayList<>();
    for (int count = in.count(2); count > 0; count--) {
      ids.add(readId(in, json));
    }
    return ids;
  }

  private static <T> Optional<T> readIf(BinaryInput in, Supplier<T> read) {
    return in.u8() == 1 ? Optional.of(read.get()) : Optional.empty();
  }

  private static SourceStatus readStatus(BinaryInput in, JsonDecoder json) {
    String service = in.text();
    String identifier = in.text();
    Json params = json.read();
    return new SourceStatus(
        service,
        identifier,
        params,
        readState(in.text()),
        Instant.ofEpochMilli(in.varint()),
        readIf(in, () -> Instant.ofEpochMilli(in.varint())),
        readIf(in, in::text),
        readIf(in, json::read),
        readIf(in, () -> readLag(in)),
        readIf(in, () -> new SourceStatus.Progress(in.varint(), in.varint())),
        readRejections(in),
        readTexts(in));
  }

  private static SourceStatus.State readState(String name) {
    try {
      return SourceStatus.State.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new MalformedDataException("no source is in the state " + name);
    }
  }

  private static SourceStatus.Lag readLag(BinaryInput in) {
    return new SourceStatus.Lag(
        in.varint(), in.text(), readIf(in, () -> Duration.ofMillis(in.varint())));
  }

  private static SourceStatus.Rejections readRejections(BinaryInput in) {
    long all = in.varint();
    List<SourceStatus.Rejected> first = new ArrayList<>();
    for (int count = in.count(2); count > 0; count--) {
      first.add(new SourceStatus.Rejected(in.text(), in.text()));
    }
    return new SourceStatus.Rejections(all, first);
  }

  private static List<String> readTexts(BinaryInput in) {
    List<String> texts = new ArrayList<>();
    for (int count = in.count(1); count > 0; count--) {
      texts.add(in.text());
    }
    return texts;
  }
}
