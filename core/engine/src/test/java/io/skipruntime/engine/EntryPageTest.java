package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.management.ThreadMXBean;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.PastUnavailableException;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.Json;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pages in which people look at a collection, and the streams that they are told of. */
final class EntryPageTest {

  private record Texts(
      EagerCollection<String, Long> words, EagerCollection<List<String>, Long> paths) {}

  private static final class Words implements SkipService<Texts, Texts> {
    @Override
    public Texts createGraph(Texts inputs, Context context) {
      return inputs;
    }

    @Override
    public Resources<Texts> resources() {
      return Resources.<Texts>empty()
          .and("shared", (texts, context) -> texts.words())
          .and("own", (texts, context) -> texts.words().take(2));
    }
  }

  private final ServiceInstance service =
      ServiceInstance.start(new Words(), EngineOptions.defaults().withHistoryMillis(60_000));

  @AfterEach
  void close() {
    service.close();
  }

  private String words() {
    return fingerprint("words");
  }

  private String fingerprint(String name) {
    return service.inspector().nodes().stream()
        .filter(each -> each.id().name().equals(name))
        .findFirst()
        .orElseThrow()
        .id()
        .fingerprint();
  }

  private void write(String... keys) {
    List<Entry<?, ?>> entries = new ArrayList<>();
    for (String key : keys) {
      entries.add(Entry.of(key, 1L));
    }
    service.update("words", entries);
  }

  private static List<Object> keys(EntryPage page) {
    return page.entries().stream().map(EntryPage.DatedEntry::key).toList();
  }

  private static EntrySelection selection(String from, String after, String to, String prefix) {
    return new EntrySelection(json(from), json(after), json(to), json(prefix), 2);
  }

  private static Optional<Json> json(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(Json.parse(text));
  }

  @Test
  void pages_followEachOther_untilNothingIsLeft() {
    write("a", "b", "c", "d", "e");
    List<Object> seen = new ArrayList<>();
    EntryPage page = service.inspector().page(words(), EntrySelection.first(2), Optional.empty());
    seen.addAll(keys(page));
    while (page.hasMore()) {
      String last = Json.from(seen.getLast()).toString();
      page = service.inspector().page(words(), selection("", last, "", ""), Optional.empty());
      seen.addAll(keys(page));
    }

    assertThat(seen).containsExactly("a", "b", "c", "d", "e");
    assertThat(page.size()).isEqualTo(5);
    assertThat(page.watermark()).isEqualTo(service.watermark());
  }

  @Test
  void page_goesOnAfterItsLastKey_whenThatIsDeletedMeanwhile() {
    write("a", "b", "c", "d");
    service.update("words", List.of(new Entry<>("b", List.of())));

    assertThat(
            keys(
                service
                    .inspector()
                    .page(words(), selection("", "\"b\"", "", ""), Optional.empty())))
        .containsExactly("c", "d");
  }

  @Test
  void page_hasKeysOfARange_orOfAPrefix() {
    write("apple", "apricot", "bean", "beet", "berry", "corn");
    EntryPage range =
        service.inspector().page(words(), selection("\"b\"", "", "\"beet\"", ""), Optional.empty());
    EntryPage prefix =
        service.inspector().page(words(), selection("", "", "", "\"ap\""), Optional.empty());
    EntryPage further =
        service
            .inspector()
            .page(words(), selection("", "\"beet\"", "", "\"be\""), Optional.empty());

    assertThat(keys(range)).containsExactly("bean", "beet");
    assertThat(range.hasMore()).isFalse();
    assertThat(keys(prefix)).containsExactly("apple", "apricot");
    assertThat(prefix.hasMore()).isFalse();
    assertThat(keys(further)).containsExactly("berry");
  }

  @Test
  void page_hasKeysOfARange_andOfAPrefix_whicheverComesFirst() {
    write("apple", "bean", "beet", "berry", "corn");

    assertThat(pageOf("\"a\"", "", "", "\"be\"")).containsExactly("bean", "beet");
    assertThat(pageOf("\"bee\"", "", "", "\"be\"")).containsExactly("beet", "berry");
    assertThat(pageOf("\"beet\"", "\"bean\"", "", "")).containsExactly("beet", "berry");
    assertThat(pageOf("\"a\"", "\"beet\"", "", "\"be\"")).containsExactly("berry");
  }

  private List<Object> pageOf(String from, String after, String to, String prefix) {
    return keys(
        service.inspector().page(words(), selection(from, after, to, prefix), Optional.empty()));
  }

  /** So that to look into a large collection is no burden for its service. */
  @Test
  void page_takesAsMuchMemory_whereverItIs_inHoweverLargeACollection() {
    writeMany(0, 2_000);
    long small = bytesOfAPage("[1000]");
    writeMany(2_000, 300_000);
    List<Long> large = Stream.of("[0]", "[150000]", "[299000]").map(this::bytesOfAPage).toList();

    assertThat(large).allSatisfy(each -> assertThat(each).isLessThan(small * 3 / 2 + 10_000));
    List<Object> seen = new ArrayList<>();
    Optional<Json> after = Optional.empty();
    do {
      EntryPage page = paths(after, 10_000);
      page.entries().forEach(each -> seen.add(each.key()));
      after = page.hasMore() ? Optional.of(Json.from(seen.getLast())) : Optional.empty();
    } while (after.isPresent());
    assertThat(seen).hasSize(300_000).doesNotHaveDuplicates();
    assertThat(seen).isSortedAccordingTo(CanonicalOrder.INSTANCE);
  }

  private void writeMany(long first, long end) {
    service.update(
        "paths",
        LongStream.range(first, end)
            .mapToObj(each -> Entry.of(List.of(String.valueOf(each)), 1L))
            .toList());
  }

  private EntryPage paths(Optional<Json> after, int most) {
    EntrySelection selection =
        new EntrySelection(Optional.empty(), after, Optional.empty(), Optional.empty(), most);
    return service.inspector().page(fingerprint("paths"), selection, Optional.empty());
  }

  /** The bytes that a page allocates; the least of several, as a first one loads classes. */
  private long bytesOfAPage(String after) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Optional<Json> start = Optional.of(Json.parse(after.replace("[", "[\"").replace("]", "\"]")));
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      assertThat(paths(start, 50).entries()).hasSize(50);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  @Test
  void page_hasKeysThatBeginWithSomeElements_whenKeysAreLists() {
    service.update(
        "paths",
        List.of(
            Entry.of(List.of("a"), 1L),
            Entry.of(List.of("a", "x"), 1L),
            Entry.of(List.of("ab", "x"), 1L)));

    assertThat(
            keys(
                service
                    .inspector()
                    .page(
                        fingerprint("paths"), selection("", "", "", "[\"a\"]"), Optional.empty())))
        .containsExactly(List.of("a"), List.of("a", "x"));
  }

  @Test
  void page_tellsWhenEachEntryHasChanged() {
    write("a");
    long first = service.watermark().tick();
    write("b");

    assertThat(
            service.inspector().page(words(), EntrySelection.first(9), Optional.empty()).entries())
        .containsExactly(
            new EntryPage.DatedEntry("a", List.of(1L), first),
            new EntryPage.DatedEntry("b", List.of(1L), first + 1));
  }

  @Test
  void page_showsThePast_asItWas() {
    write("a");
    Watermark before = service.watermark();
    write("b");

    assertThat(
            keys(service.inspector().page(words(), EntrySelection.first(9), Optional.of(before))))
        .containsExactly("a");
    assertThat(service.inspector().earliest().tick()).isLessThanOrEqualTo(before.tick());
  }

  @Test
  void pastPage_isRefused_whenTheCollectionIsYounger() {
    Watermark before = service.watermark();
    write("a");
    service.getAll("own");
    String own = service.inspector().instances().getFirst().output().orElseThrow().fingerprint();

    assertThat(keys(service.inspector().page(own, EntrySelection.first(9), Optional.empty())))
        .containsExactly("a");
    assertThatThrownBy(
            () -> service.inspector().page(own, EntrySelection.first(9), Optional.of(before)))
        .isInstanceOf(PastUnavailableException.class)
        .hasMessageContaining("was not there");
  }

  @Test
  void page_isRefused_whenThereIsNoSuchCollection_orNoSuchPrefix() {
    assertThatThrownBy(
            () -> service.inspector().page("none", EntrySelection.first(9), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no collection none");
    assertThatThrownBy(() -> selection("", "", "", "7"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a text or an array");
  }

  @Test
  void streams_areToldWithTheirSubscribers() {
    service.instantiateResource("one", "shared", new Resources.NoParameters());
    service.instantiateResource("two", "shared", new Resources.NoParameters());
    try (Subscription followed = service.subscribe("two", Optional.empty(), () -> {})) {
      assertThat(followed.isCurrent()).isFalse();
      assertThat(service.inspector().streams())
          .extracting(
              StreamDescription::identifier,
              StreamDescription::subscribers,
              stream -> stream.idleSince().isPresent())
          .containsExactlyInAnyOrder(tuple("one", 0, true), tuple("two", 1, false));
      assertThat(service.inspector().instances())
          .extracting(InstanceDescription::streams, InstanceDescription::subscribers)
          .containsExactly(tuple(2, 1));
    }
  }
}
