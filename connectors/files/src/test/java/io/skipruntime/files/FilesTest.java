package io.skipruntime.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ExternalResource;
import io.skipruntime.SourceStatus;
import io.skipruntime.SourceUnavailableException;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.followed.Followed;
import io.skipruntime.journal.Persistence;
import io.skipruntime.json.Json;
import io.skipruntime.json.Tuple;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and directories as collections, followed through all that happens to them. */
final class FilesTest {

  record Item(String name, long amount) {}

  record Priced(
      long id,
      String name,
      BigDecimal unitPrice,
      boolean sold,
      @Nullable String note,
      Optional<Long> stock) {}

  @Tuple
  record Place(long row, String seat) {}

  private static final ExternalResource<String, Item> AS_ITEMS =
      ExternalResource.of("files", "items", String.class, Item.class);
  private static final long NEVER = 1_000_000;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @TempDir Path directory;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  private static FileResource often(FileResource resource) {
    return resource.withIntervalMillis(20).withQuietMillis(NEVER);
  }

  private FileResource items() {
    return often(FileResource.ndjson(file("items.ndjson")).keyedBy("name"));
  }

  /** Puts a file there as a whole. */
  private void place(String name, String text) throws IOException {
    Path made = file(".made");
    write(made, text);
    Files.move(made, file(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private Followed follow(FileResource resource, ExternalResource<?, ?> usedAs) {
    Followed followed =
        new Followed(new FilesService(Map.of(usedAs.identifier(), resource)), usedAs);
    opened.add(followed);
    return followed;
  }

  private Followed follow(FileResource resource) {
    return follow(resource, AS_ITEMS);
  }

  private static String item(String name, long amount) {
    return "{\"name\":\"%s\",\"amount\":%d}\n".formatted(name, amount);
  }

  private static String entry(String name, long amount) {
    return "\"%s\"={\"amount\":%d,\"name\":\"%s\"}".formatted(name, amount, name);
  }

  @Test
  void appendedLines_areEntries_allOfABurstAtOnce() throws Exception {
    write(file("items.ndjson"), item("a", 1) + "\n" + item("b", 2));
    Followed followed = follow(items());
    assertThat(followed.entries("items")).isEqualTo(entry("a", 1) + " " + entry("b", 2));
    followed.becomesLive("items");
    long tick = followed.service().watermark().tick();
    append(file("items.ndjson"), item("c", 3) + item("a", 4));
    followed.becomes("items", entry("a", 4) + " " + entry("b", 2) + " " + entry("c", 3));
    assertThat(followed.service().watermark().tick()).isEqualTo(tick + 1);
  }

  @Test
  void unfinishedLine_waits_andIsTakenWhenItIsFinished() throws Exception {
    write(file("items.ndjson"), item("a", 1) + "{\"name\":\"b\",");
    Followed followed = follow(items());
    assertThat(followed.entries("items")).isEqualTo(entry("a", 1));
    followed.until(() -> followed.status("items").lag().isPresent());
    assertThat(followed.status("items").lag().orElseThrow())
        .isEqualTo(new SourceStatus.Lag(12, "bytes", Optional.empty()));
    append(file("items.ndjson"), "\"amount\":2");
    append(file("items.ndjson"), "}\n");
    followed.becomes("items", entry("a", 1) + " " + entry("b", 2));
    assertThat(followed.status("items").rejected().count()).isZero();
  }

  @Test
  void lastLineWithoutLineFeed_counts_whenTheFileIsQuiet_andIsReadAgainWhenItGrows()
      throws Exception {
    write(file("numbers.ndjson"), "1\n23");
    FileResource numbers =
        FileResource.ndjson(file("numbers.ndjson")).withIntervalMillis(20).withQuietMillis(200);
    Followed followed =
        follow(numbers, ExternalResource.of("files", "numbers", Long.class, Long.class));
    followed.becomes("numbers", "1=1 2=23");
    append(file("numbers.ndjson"), "4\n");
    followed.becomes("numbers", "1=1 2=234");
    append(file("numbers.ndjson"), "5");
    followed.becomes("numbers", "1=1 2=234 3=5");
    append(file("numbers.ndjson"), "\n6\n");
    followed.becomes("numbers", "1=1 2=234 3=5 4=6");
  }

  @Test
  void replacedFile_isReadAgain_andOnlyTheDifferenceIsTold() throws Exception {
    write(file("items.ndjson"), item("a", 1) + item("b", 2));
    Followed followed = follow(items());
    followed.entries("items");
    write(file("next"), item("b", 2) + item("c", 3) + item("d", 4));
    Files.move(file("next"), file("items.ndjson"), StandardCopyOption.ATOMIC_MOVE);
    followed.becomes("items", entry("b", 2) + " " + entry("c", 3) + " " + entry("d", 4));
    followed.becomesLive("items");
  }

  @Test
  void cutEditedAndRewrittenFiles_areReadAgain() throws Exception {
    write(file("items.ndjson"), item("a", 1) + item("b", 2));
    Followed followed = follow(items());
    followed.entries("items");
    write(file("items.ndjson"), item("a", 3));
    followed.becomes("items", entry("a", 3));
    write(file("items.ndjson"), item("a", 4));
    Files.setLastModifiedTime(file("items.ndjson"), FileTime.fromMillis(1_000_000));
    followed.becomes("items", entry("a", 4));
    write(file("items.ndjson"), item("longer", 5) + item("and more", 6));
    followed.becomes("items", entry("and more", 6) + " " + entry("longer", 5));
  }

  @Test
  void deletedFile_leavesTheSourceStale_untilItIsThereAgain() throws Exception {
    write(file("items.ndjson"), item("a", 1));
    Followed followed = follow(items());
    followed.entries("items");
    Files.delete(file("items.ndjson"));
    followed.becomesStale("items", "items.ndjson is not there");
    assertThat(followed.entries("items")).isEqualTo(entry("a", 1));
    write(file("items.ndjson"), item("b", 2));
    followed.becomes("items", entry("b", 2));
    followed.becomesLive("items");
  }

  @Test
  void fileThatIsNotThereYet_isWaitedFor() throws Exception {
    Followed followed = follow(items());
    CompletableFuture<String> entries =
        CompletableFuture.supplyAsync(() -> followed.entries("items"));
    followed.until(() ->
        followed.service().sourceStatuses().stream()
            .anyMatch(each -> each.reason().orElse("").contains("is not there")));
    write(file("items.ndjson"), item("a", 1));
    assertThat(entries.get(60, TimeUnit.SECONDS)).isEqualTo(entry("a", 1));
  }

  @Test
  void symbolicLink_isFollowed_alsoToAnotherFile() throws Exception {
    write(file("one"), item("a", 1));
    write(file("two"), item("b", 2));
    Files.createSymbolicLink(file("items.ndjson"), file("one"));
    Followed followed = follow(items());
    assertThat(followed.entries("items")).isEqualTo(entry("a", 1));
    append(file("one"), item("c", 3));
    followed.becomes("items", entry("a", 1) + " " + entry("c", 3));
    Files.createSymbolicLink(file("next"), file("two"));
    Files.move(file("next"), file("items.ndjson"), StandardCopyOption.ATOMIC_MOVE);
    followed.becomes("items", entry("b", 2));
  }

  @Test
  void malformedLines_areListedWithFileAndNumber_andTheOthersAreThere() throws Exception {
    Path file = file("items.ndjson");
    write(file, item("a", 1) + "{oops\n" + "[1]\n" + "{\"name\":null}\n");
    Files.write(file, new byte[] {'"', (byte) 0xE4, '"', '\n'}, StandardOpenOption.APPEND);
    append(file, "{\"name\":\"" + "x".repeat(300) + "\",\"amount\":1}\n");
    append(file, "{\"name\":\"b\",\"amount\":\"two\"}\n" + item("c", 3));
    Followed followed = follow(items().withMaxLineBytes(200));
    assertThat(followed.entries("items")).isEqualTo(entry("a", 1) + " " + entry("c", 3));
    SourceStatus status = followed.status("items");
    assertThat(status.state()).isEqualTo(SourceStatus.State.LIVE);
    assertThat(status.rejected().first().toString())
        .contains("items.ndjson, line 2: it is not JSON: ")
        .contains("items.ndjson, line 3: it is no object, and has no key field name")
        .contains("items.ndjson, line 4: the key field name is null")
        .contains("items.ndjson, line 5: it is not UTF-8")
        .contains("items.ndjson, line 6: it is longer than 200 bytes")
        .contains("items.ndjson, line 7: /amount: expected a whole number");
    assertThat(status.rejected().count()).isEqualTo(6);
    append(file, item("b", 2));
    followed.becomes("items", entry("a", 1) + " " + entry("b", 2) + " " + entry("c", 3));
    followed.until(() -> followed.status("items").rejected().count() == 5);
  }

  @Test
  void otherEncodings_areRefused_andAByteOrderMarkIsSkipped() throws Exception {
    write(file("items.ndjson"), "\uFEFF" + item("a", 1));
    assertThat(follow(items()).entries("items")).isEqualTo(entry("a", 1));
    Files.write(file("wide.ndjson"), item("a", 1).getBytes(StandardCharsets.UTF_16));
    Files.write(file("bare.ndjson"), item("a", 1).getBytes(StandardCharsets.UTF_16LE));
    Files.write(file("packed.ndjson"), new byte[] {0x1F, (byte) 0x8B, 8, 0});
    for (String name : List.of("wide.ndjson", "bare.ndjson")) {
      Followed followed = follow(often(FileResource.ndjson(file(name)).keyedBy("name")));
      assertThatThrownBy(() -> followed.entries("items"))
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageContaining(name + " is UTF-16 or UTF-32; convert it to UTF-8");
    }
    Followed packed = follow(often(FileResource.ndjson(file("packed.ndjson"))));
    assertThatThrownBy(() -> packed.entries("items"))
        .hasMessageContaining("packed.ndjson is compressed; decompress it");
  }

  @Test
  void records_areTypedByTheirComponents_andMayHaveSeveralLines() throws Exception {
    write(
        file("goods.csv"),
        """
        id,name,unit_price,sold,note,stock,unused
        1,vase,12.50,true,,,x
        2,"a ""wide"", two
        line bowl",3,false,blue,7,
        3,inch 5",1,false,,,
        """);
    Followed followed =
        follow(
            often(FileResource.csv(file("goods.csv")).keyedBy("id")),
            ExternalResource.of("files", "goods", Long.class, Priced.class));
    assertThat(followed.entries("goods"))
        .isEqualTo(
            """
            1={"id":1,"name":"vase","note":null,"sold":true,"stock":null,"unitPrice":12.50} \
            2={"id":2,"name":"a \\"wide\\", two\\nline bowl","note":"blue","sold":false,\
            "stock":7,"unitPrice":3} \
            3={"id":3,"name":"inch 5\\"","note":null,"sold":false,"stock":null,"unitPrice":1}\
            """);
    append(file("goods.csv"), "4,jug\n5,cup,cheap,true,,,\n\"6,never closed\n7,pot,2,true,,,\n");
    followed.until(() -> followed.entries("goods").contains("7=") || rejected(followed) >= 2);
    assertThat(followed.status("goods").rejected().first().toString())
        .contains("goods.csv, line 6: it has 2 cells, and there are 7 columns")
        .contains("goods.csv, line 7: /unitPrice: expected");
  }

  private static long rejected(Followed followed) {
    return followed.status("goods").rejected().count();
  }

  @Test
  void quoteThatIsNeverClosed_costsOneLine() throws Exception {
    write(file("goods.csv"), "1;\"never closed\n2;two\n" + "3;three\n".repeat(20));
    Followed followed =
        follow(
            often(FileResource.csv(file("goods.csv")))
                .keyedBy("id")
                .withColumns("id", "name")
                .withSeparator(';')
                .withMaxLineBytes(100),
            ExternalResource.of("files", "goods", Long.class, String.class));
    assertThat(followed.entries("goods")).isEqualTo("2=\"two\" 3=\"three\"");
    assertThat(followed.status("goods").rejected().first().toString())
        .contains("goods.csv, line 1: it is longer than 100 bytes, or a quote is not closed");
  }

  @Test
  void keysOfSeveralFields_areArraysOrTuples_andOfNoneLineNumbers() throws Exception {
    write(file("seats.csv"), "row,seat,guest\n2,a,Bob\n10,a,Eve\n");
    FileResource seats = often(FileResource.csv(file("seats.csv")));
    assertThat(
            follow(
                    seats.keyedBy("row", "seat"),
                    ExternalResource.of("files", "seats", Place.class, String.class))
                .entries("seats"))
        .isEqualTo("[2,\"a\"]=\"Bob\" [10,\"a\"]=\"Eve\"");
    assertThat(
            follow(seats, ExternalResource.of("files", "seats", Long.class, Json.class))
                .entries("seats"))
        .isEqualTo(
            "2={\"guest\":\"Bob\",\"row\":\"2\",\"seat\":\"a\"}"
                + " 3={\"guest\":\"Eve\",\"row\":\"10\",\"seat\":\"a\"}");
  }

  @Test
  void filesOfADirectory_followEachOtherByName() throws Exception {
    write(file("2.ndjson"), item("a", 2) + item("b", 2));
    write(file("1.jsonl"), item("a", 1) + item("c", 1));
    write(file("3.txt"), "other\n");
    write(file(".hidden.ndjson"), "other\n");
    Followed followed = follow(often(FileResource.ndjson(directory).keyedBy("name")));
    assertThat(followed.entries("items"))
        .isEqualTo(entry("a", 2) + " " + entry("b", 2) + " " + entry("c", 1));
    place("3.ndjson", item("c", 3));
    followed.becomes("items", entry("a", 2) + " " + entry("b", 2) + " " + entry("c", 3));
    place("0.ndjson", item("a", 0) + item("d", 0));
    followed.becomes(
        "items", entry("a", 2) + " " + entry("b", 2) + " " + entry("c", 3) + " " + entry("d", 0));
    Files.delete(file("2.ndjson"));
    followed.becomes("items", entry("a", 1) + " " + entry("c", 3) + " " + entry("d", 0));
    append(file("1.jsonl"), item("e", 1));
    followed.until(() -> followed.entries("items").endsWith(entry("e", 1)));
    assertThat(
            follow(
                    often(FileResource.ndjson(directory).withSuffixes("0.ndjson")),
                    ExternalResource.of("files", "items", Json.class, Item.class))
                .entries("items"))
        .isEqualTo(
            "[\"0.ndjson\",1]={\"amount\":0,\"name\":\"a\"}"
                + " [\"0.ndjson\",2]={\"amount\":0,\"name\":\"d\"}");
  }

  @Test
  void lineOfAnEarlierFile_countsAsEarlier_wheneverItComes() throws Exception {
    write(file("1.ndjson"), item("a", 1));
    write(file("2.ndjson"), "");
    write(file("3.ndjson"), item("c", 3));
    Followed followed = follow(often(FileResource.ndjson(directory).keyedBy("name")));
    assertThat(followed.entries("items")).isEqualTo(entry("a", 1) + " " + entry("c", 3));
    append(file("1.ndjson"), item("b", 1) + item("c", 1));
    followed.becomes("items", entry("a", 1) + " " + entry("b", 1) + " " + entry("c", 3));
    append(file("2.ndjson"), item("b", 2) + item("c", 2) + item("d", 2));
    followed.becomes(
        "items", entry("a", 1) + " " + entry("b", 2) + " " + entry("c", 3) + " " + entry("d", 2));
    append(file("3.ndjson"), item("d", 3));
    followed.becomes(
        "items", entry("a", 1) + " " + entry("b", 2) + " " + entry("c", 3) + " " + entry("d", 3));
  }

  @Test
  void unendedLineOfAnEarlierFile_countsAsEarlier_whenTheFileIsQuiet() throws Exception {
    write(file("1.ndjson"), item("b", 1) + item("a", 1).strip());
    write(file("2.ndjson"), item("a", 2));
    Followed followed =
        follow(often(FileResource.ndjson(directory).keyedBy("name")).withQuietMillis(300));
    String entries = entry("a", 2) + " " + entry("b", 1);
    assertThat(followed.entries("items")).isEqualTo(entries);
    followed.until(
        () -> followed.status("items").lag().filter(lag -> lag.amount() == 0).isPresent());
    assertThat(followed.entries("items")).isEqualTo(entries);
  }

  @Test
  void restart_goesOnFromThePosition() throws Exception {
    Path data = file("data");
    write(file("items.ndjson"), item("a", 1));
    try (Followed followed = persistent(data)) {
      assertThat(followed.entries("items")).isEqualTo(entry("a", 1));
      append(file("items.ndjson"), item("b", 2));
      followed.becomes("items", entry("a", 1) + " " + entry("b", 2));
    }
    append(file("items.ndjson"), item("c", 3));
    try (Followed followed = persistent(data)) {
      followed.becomes("items", entry("a", 1) + " " + entry("b", 2) + " " + entry("c", 3));
      followed.becomesLive("items");
      assertThat(followed.status("items").position().orElseThrow().toString())
          .contains("\"lines\":3");
    }
    write(file("items.ndjson"), item("d", 4));
    try (Followed followed = persistent(data)) {
      followed.becomes("items", entry("d", 4));
    }
  }

  private Followed persistent(Path data) {
    return new Followed(
        new FilesService(Map.of("items", items())),
        EngineOptions.defaults().withIdleMillis(NEVER).withPersistence(Persistence.in(data)),
        AS_ITEMS);
  }

  @Test
  void mistakesOfTheAuthor_areRefused() throws Exception {
    FileResource csv = FileResource.csv(file("items.csv"));
    assertThatThrownBy(() -> csv.withSeparator('"')).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> csv.withColumns("a", "a"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> csv.withMaxLineBytes(0)).isInstanceOf(IllegalArgumentException.class);
    write(file("items.csv"), "name,name\n");
    Followed followed = follow(often(csv));
    assertThatThrownBy(() -> followed.entries("items"))
        .hasMessageContaining("the header of items.csv: a column is there twice: name, name");
    assertThatThrownBy(() -> followed.entries("items", Json.of(1)))
        .hasMessageContaining("the files items take no parameters");
  }
}
