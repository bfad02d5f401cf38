package io.skipruntime.client.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.json.CanonicalOrder;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Trees and their views, against a sorted map of the JDK. */
final class SortedViewTest {

  private static final int KEYS = 60;

  private static int depth(@Nullable Tree<?, ?> tree) {
    return tree == null ? 0 : 1 + Math.max(depth(tree.left), depth(tree.right));
  }

  private static void assertSame(
      Tree<Long, List<Long>> tree, SortedMap<Long, List<Long>> model, Random random) {
    SortedMap<Long, List<Long>> view = SortedView.of(tree);
    assertThat(List.copyOf(view.entrySet())).isEqualTo(List.copyOf(model.entrySet()));
    assertThat(view).hasSameSizeAs(model);
    long a = random.nextLong(KEYS);
    long b = a + random.nextLong(KEYS);
    assertSameRange(view.subMap(a, b), model.subMap(a, b));
    assertSameRange(view.headMap(b), model.headMap(b));
    assertSameRange(view.tailMap(a), model.tailMap(a));
    for (long key = -1; key <= KEYS; key++) {
      assertThat(view.get(key)).isEqualTo(model.get(key));
    }
  }

  private static void assertSameRange(
      SortedMap<Long, List<Long>> view, SortedMap<Long, List<Long>> model) {
    assertThat(List.copyOf(view.entrySet())).isEqualTo(List.copyOf(model.entrySet()));
    assertThat(view.size()).isEqualTo(model.size());
    if (model.isEmpty()) {
      assertThatThrownBy(() -> view.firstKey()).isInstanceOf(NoSuchElementException.class);
      assertThatThrownBy(() -> view.lastKey()).isInstanceOf(NoSuchElementException.class);
    } else {
      assertThat(view.firstKey()).isEqualTo(model.firstKey());
      assertThat(view.lastKey()).isEqualTo(model.lastKey());
    }
    for (long key = 0; key < KEYS; key += 7) {
      assertThat(view.containsKey(key)).isEqualTo(model.containsKey(key));
    }
  }

  @Test
  void randomChanges_giveWhatASortedMapHas_andLeaveOlderVersionsAsTheyWere() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      SortedMap<Long, List<Long>> model = new TreeMap<>();
      Tree<Long, List<Long>> tree = null;
      for (int i = 0; i < 200; i++) {
        Tree<Long, List<Long>> before = tree;
        Map<Long, List<Long>> contents = new TreeMap<>(model);
        long key = random.nextLong(KEYS);
        if (random.nextInt(5) < 2) {
          tree = Tree.without(tree, key, CanonicalOrder.INSTANCE);
          model.remove(key);
        } else {
          tree = Tree.with(tree, key, List.of((long) i), CanonicalOrder.INSTANCE);
          model.put(key, List.of((long) i));
        }
        assertThat(SortedView.of(before)).isEqualTo(contents);
        if (tree != null) {
          assertSame(tree, model, random);
        }
      }
    }
  }

  @Test
  void depth_isLogarithmic_whateverTheOrder() {
    Tree<Long, List<Long>> tree = null;
    for (long key = 0; key < 10_000; key++) {
      tree = Tree.with(tree, key, List.of(), CanonicalOrder.INSTANCE);
    }
    assertThat(depth(tree)).isLessThan(28);
    for (long key = 0; key < 9_000; key++) {
      tree = Tree.without(tree, key, CanonicalOrder.INSTANCE);
    }
    assertThat(Tree.size(tree)).isEqualTo(1_000);
    assertThat(depth(tree)).isLessThan(20);
  }

  @Test
  void view_cannotBeChanged_andFindsNothingForWhatIsNoKey() {
    SortedMap<String, List<Long>> view =
        SortedView.of(Tree.ofSorted(List.of(Map.entry("a", List.of(1L)))));
    Map<?, ?> untyped = view;
    assertThat(untyped.get(new Object())).isNull();
    assertThat(untyped.containsKey(7)).isFalse();
    assertThatThrownBy(() -> view.put("b", List.of())).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> untyped.remove("a")).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> view.clear()).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> view.subMap("b", "a")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> view.headMap("b").tailMap("c"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(view).containsExactly(Map.entry("a", List.of(1L)));
  }
}
