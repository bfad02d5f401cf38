package io.skipruntime.engine.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VersionTest {

  @Test
  void versions_keepTheirContents_whenNewerOnesAreMade() {
    for (long seed = 1; seed <= 20; seed++) {
      Random random = new Random(seed);
      int slots = 1 << random.nextInt(17);
      Version version = Version.initial();
      Map<Integer, Object> model = new HashMap<>();
      List<Version> versions = new ArrayList<>();
      List<Map<Integer, Object>> models = new ArrayList<>();
      for (long tick = 1; tick <= 20; tick++) {
        Version.Editor editor = version.edit();
        for (int i = random.nextInt(20); i > 0; i--) {
          int slot = random.nextInt(slots);
          if (random.nextInt(4) == 0) {
            model.remove(slot);
            editor.set(slot, null);
          } else {
            String content = "c" + random.nextInt();
            model.put(slot, content);
            editor.set(slot, content);
          }
        }
        version = editor.build(tick);
        versions.add(version);
        models.add(new HashMap<>(model));
      }
      for (int i = 0; i < versions.size(); i++) {
        assertThat(versions.get(i).tick()).isEqualTo(i + 1L);
        for (int probe = 0; probe < 200; probe++) {
          int slot = random.nextInt(slots * 2);
          assertThat(versions.get(i).get(slot))
              .as("seed " + seed)
              .isEqualTo(models.get(i).get(slot));
        }
      }
    }
  }

  @Test
  void slot_isEmpty_whenItWasNeverSet() {
    assertThat(Version.initial().get(0)).isNull();
    assertThat(Version.initial().get(1_000_000)).isNull();
  }

  @Test
  void slot_isRefused_whenItIsOutOfRange() {
    Version.Editor editor = Version.initial().edit();
    assertThatThrownBy(() -> editor.set(-1, "content"))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> editor.set(Version.SLOTS, "content"))
        .isInstanceOf(IndexOutOfBoundsException.class);
    editor.set(Version.SLOTS - 1, "content");
    assertThat(editor.build(1).get(Version.SLOTS - 1)).isEqualTo("content");
  }

  @Test
  void emptiedSlots_giveBackTheirTables() {
    Version.Editor editor = Version.initial().edit();
    for (int slot = 0; slot < 10_000; slot++) {
      editor.set(slot, "content");
    }
    Version full = editor.build(1);
    Version.Editor emptying = full.edit();
    for (int slot = 0; slot < 10_000; slot++) {
      emptying.set(slot, null);
    }
    emptying.set(1_000_000, null);
    assertThat(full.tables()).isGreaterThan(10_000 / 32);
    assertThat(emptying.build(2).tables()).isEqualTo(1);
  }

  @Test
  void editor_isRefused_afterBuild() {
    Version.Editor editor = Version.initial().edit();
    editor.build(1);
    assertThatThrownBy(() -> editor.set(0, "content")).isInstanceOf(IllegalStateException.class);
  }
}
