package io.skipruntime;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BagTest {

  @Test
  void bag_hasWhatASortedListHas_afterRandomChanges() {
    Random random = new Random(5);
    Bag<Long> bag = Bag.empty();
    List<Long> list = new ArrayList<>();
    for (int step = 0; step < 5_000; step++) {
      if (list.isEmpty() || random.nextInt(5) > 1) {
        long value = random.nextInt(300);
        bag = bag.with(value);
        list.add(value);
      } else {
        Long value = list.remove(random.nextInt(list.size()));
        bag = bag.without(value);
      }
      if (step % 50 == 0) {
        List<Long> sorted = list.stream().sorted().toList();
        bag.checkInvariants();
        assertThat(bag.toList()).isEqualTo(sorted);
        assertThat(bag.size()).isEqualTo(sorted.size());
        assertThat(bag.distinct()).isEqualTo((int) sorted.stream().distinct().count());
        assertThat(bag.at(sorted.size() / 2)).isEqualTo(sorted.get(sorted.size() / 2));
      }
    }
  }

  @Test
  void bag_staysBalanced_whateverTheOrderOfValues() {
    Bag<Long> bag = Bag.empty();
    for (long value = 0; value < 20_000; value++) {
      bag = bag.with(value);
    }
    for (long value = 0; value < 19_000; value++) {
      bag = bag.without(value);
    }
    bag.checkInvariants();
    assertThat(bag.at(0)).isEqualTo(19_000L);
  }

  @Test
  void earlierBags_stayAsTheyAre() {
    Bag<Long> one = Bag.<Long>empty().with(1L);
    one.with(2L).without(1L);
    assertThat(one.toList()).containsExactly(1L);
    assertThat(one.without(7L).toList()).containsExactly(1L);
  }

  @Test
  void formsOfOneNumber_areApart_andGivenAsAKey_whileThereAreSeveral() {
    BigDecimal one = new BigDecimal("1.0");
    BigDecimal same = new BigDecimal("1.00");
    Bag<BigDecimal> both = Bag.<BigDecimal>empty().with(one).with(same).with(BigDecimal.TEN);
    assertThat(both.at(0)).isEqualTo(new BigDecimal("1"));
    assertThat(both.without(one).at(0)).isEqualTo(same);
    assertThat(both.without(same).at(0)).isEqualTo(one);
  }

  @Test
  void formsOfOneJsonNumber_areApart_thoughTheyAreEqual() {
    Json one = Json.parse("1");
    Json same = Json.parse("1.0");
    Bag<Json> both = Bag.<Json>empty().with(one).with(same).with(one);
    assertThat(both.distinct()).isEqualTo(2);
    assertThat(both.without(same).at(0)).hasToString("1");
    assertThat(both.without(one).without(one).at(0)).hasToString("1.0");
  }
}
