package io.skipruntime.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.spi.MirroredCollection;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a process is told with the answers to its questions. */
class MirrorsTest {

  private static final int KEYS = 160;

  /** How many keys may be asked for before all are told. */
  private static final int QUESTIONS = 10;

  /** A collection in which each key has ten times its number. */
  private static final class Tens implements MirroredCollection {
    @Override
    public int keyCount() {
      return KEYS;
    }

    @Override
    public @Nullable List<?>[] valuesOf(Object[] keys) {
      return Arrays.stream(keys)
          .map(key -> (long) key < KEYS ? List.of(10 * (long) key) : null)
          .toArray(List<?>[]::new);
    }

    @Override
    public void forEachEntry(BiConsumer<Object, List<?>> action) {
      for (long key = 0; key < KEYS; key++) {
        action.accept(key, List.of(10 * key));
      }
    }

    @Override
    public void observe(Observer observer) {}
  }

  private final MirroredCollection tens = new Tens();
  private final Mirrors mirrors = new Mirrors(1 << 20);

  private static List<Json> answer(Mirrors mirrors, MirroredCollection collection, long key) {
    JsonWriter answer = new JsonWriter().beginArray();
    mirrors.answer(collection, key, answer);
    return Json.parse(answer.endArray().toString()).asArray().elements();
  }

  /** What a wave tells that needs a key. */
  private String told(long key) {
    Mirror mirror = mirrors.of(tens);
    mirror.want(key);
    JsonWriter frame = new JsonWriter();
    mirrors.write(Set.of(mirror), frame);
    return frame.toString();
  }

  @Test
  void manyQuestionsOfAWave_tellAll_andChangesFollow() {
    for (long key = 1; key < QUESTIONS; key++) {
      assertThat(answer(mirrors, tens, key)).hasToString("[[" + 10 * key + "]]");
    }
    List<Json> last = answer(mirrors, tens, KEYS);
    assertThat(last.getFirst()).hasToString("[]");
    JsonArray mirror = last.get(1).asArray();
    assertThat(mirror.get(1)).isEqualTo(Json.of(1));
    assertThat(mirror.get(2).asArray().elements())
        .hasSize(2 * KEYS)
        .startsWith(Json.of(0), Json.parse("[0]"), Json.of(1), Json.parse("[10]"));

    assertThat(answer(mirrors, tens, 3)).hasSize(1);
    assertThat(told(3)).isEqualTo("[]");
    mirrors.changed(tens, List.of(3L));
    assertThat(told(3)).isEqualTo("[[0,0,[3,[30]],[]]]");
  }

  @Test
  void questionsOfSeveralWaves_areCountedByThemselves() {
    for (long key = 0; key < 10 * QUESTIONS; key++) {
      if (key % (QUESTIONS - 1) == 0) {
        mirrors.of(tens).beginWave();
      }
      assertThat(answer(mirrors, tens, key)).hasSize(1);
    }
  }

  @Test
  void whatHasNoRoom_isNotTold() {
    Mirrors small = new Mirrors(KEYS * 100);
    for (long key = 0; key < KEYS; key++) {
      assertThat(answer(small, tens, key)).hasSize(1);
    }
  }
}
