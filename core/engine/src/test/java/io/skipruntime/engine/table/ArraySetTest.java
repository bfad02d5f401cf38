package io.skipruntime.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArraySetTest {

  /** Where elements would like to be in tables of up to 64 places. */
  enum Homes {
    ONE_AT_THE_END,
    AROUND_THE_END,
    ANYWHERE;

    private boolean has(int hash) {
      int home = (hash * 0x9E3779B9) >>> 26;
      return switch (this) {
        case ONE_AT_THE_END -> home == 63;
        case AROUND_THE_END -> home >= 62 || home <= 1;
        case ANYWHERE -> true;
      };
    }

    int[] hashes() {
      return IntStream.iterate(0, hash -> hash + 1).filter(this::has).limit(20).toArray();
    }
  }

  /** One of many elements, of which several have each hash code. */
  private record Element(int number, int hash) {
    static Element of(int number, int[] hashes) {
      return new Element(number, hashes[number % hashes.length]);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  @ParameterizedTest
  @EnumSource
  void set_agreesWithAList_whateverIsAddedAndRemoved(Homes homes) {
    int[] hashes = homes.hashes();
    for (long seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      int elements = 1 + random.nextInt(80);
      ArraySet<Element> set = new ArraySet<>();
      List<Element> model = new ArrayList<>();
      for (int step = 0; step < 400; step++) {
        boolean isGrowing = step / 80 % 2 == 0;
        Element element = Element.of(random.nextInt(elements), hashes);
        if (random.nextInt(10) < (isGrowing ? 7 : 3)) {
          assertThat(set.add(element)).isEqualTo(!model.contains(element));
          if (!model.contains(element)) {
            model.add(element);
          }
        } else {
          assertThat(set.remove(element)).isEqualTo(model.contains(element));
          remove(model, element);
        }
        check(set, model, Element.of(random.nextInt(elements), hashes));
      }
    }
  }

  /** The last element takes the place of the one that is removed. */
  private static void remove(List<Element> model, Element element) {
    int place = model.indexOf(element);
    if (place >= 0) {
      Element last = model.removeLast();
      if (place < model.size()) {
        model.set(place, last);
      }
    }
  }

  private static void check(ArraySet<Element> set, List<Element> model, Element probe) {
    assertThat(set.size()).isEqualTo(model.size());
    assertThat(set.contains(probe)).isEqualTo(model.contains(probe));
    assertThat(new ArrayList<>(set)).isEqualTo(model);
    for (int place = 0; place < model.size(); place++) {
      assertThat(set.get(place)).isEqualTo(model.get(place));
    }
  }

  @Test
  void everyElementIsFound_atEachSizeOnTheWayUpAndDown() {
    ArraySet<Integer> set = new ArraySet<>();
    for (int size = 1; size <= 140; size++) {
      assertThat(set.add(size)).isTrue();
      assertThat(set.add(size)).isFalse();
      assertThat(set).containsExactlyElementsOf(IntStream.rangeClosed(1, size).boxed().toList());
      for (int element = 0; element <= size + 1; element++) {
        assertThat(set.contains(element)).isEqualTo(element >= 1 && element <= size);
      }
    }
    for (int removed = 1; removed <= 140; removed++) {
      assertThat(set.remove(removed)).isTrue();
      assertThat(set.remove(removed)).isFalse();
      for (int element = 1; element <= 140; element++) {
        assertThat(set.contains(element)).isEqualTo(element > removed);
      }
    }
    assertThat(set).isEmpty();
  }

  @Test
  void iterator_passesByNone_whenItRemovesSome() {
    for (int size = 0; size <= 70; size++) {
      for (int kept = 0; kept < 3; kept++) {
        ArraySet<Integer> set = new ArraySet<>();
        HashSet<Integer> model = new HashSet<>();
        for (int element = 0; element < size; element++) {
          set.add(element);
          model.add(element);
        }
        int remainder = kept;
        List<Integer> seen = new ArrayList<>();
        for (Iterator<Integer> each = set.iterator(); each.hasNext(); ) {
          int element = each.next();
          seen.add(element);
          if (element % 3 != remainder) {
            each.remove();
          }
        }
        model.removeIf(element -> element % 3 != remainder);
        assertThat(seen).hasSize(size).doesNotHaveDuplicates();
        assertThat(set).isEqualTo(model).hasSameSizeAs(model);
        assertThat(model).allMatch(set::contains);
      }
    }
  }

  @Test
  void clear_leavesASetThatCanBeUsed() {
    ArraySet<Integer> set = new ArraySet<>();
    for (int size : new int[] {0, 1, 8, 9, 40}) {
      for (int element = 0; element < size; element++) {
        set.add(element);
      }
      set.clear();
      assertThat(set).isEmpty();
      assertThat(set.contains(0)).isFalse();
      assertThat(set.remove(0)).isFalse();
    }
    set.add(5);
    assertThat(set).containsExactly(5);
  }

  @Test
  void nothingIsFound_outsideOfTheSet() {
    ArraySet<Integer> set = new ArraySet<>();
    set.add(1);
    assertThat(set.contains(null)).isFalse();
    assertThat(set.remove(null)).isFalse();
    assertThatThrownBy(() -> set.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
    Iterator<Integer> iterator = set.iterator();
    iterator.next();
    assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
  }
}
