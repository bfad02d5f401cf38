package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.shard.KeyGroups;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

class GroupKeysTest {

  @Test
  void keyOfAGroup_isInTheGroupOfFlinkWithItsNumber_andOnTheSameShard() {
    for (int group = 0; group < KeyGroups.COUNT; group++) {
      int key = GroupKeys.of(group);
      assertThat(KeyGroupRangeAssignment.assignToKeyGroup(key, KeyGroups.COUNT)).isEqualTo(group);
      for (int shards : new int[] {1, 2, 3, 7, 128}) {
        assertThat(
                KeyGroupRangeAssignment.assignKeyToParallelOperator(key, KeyGroups.COUNT, shards))
            .isEqualTo(group * shards / KeyGroups.COUNT);
      }
    }
  }

  @Test
  void groupOfANumber_isThatOfFlink() {
    for (int key = -100_000; key < 100_000; key += 7) {
      assertThat(GroupKeys.flinkGroup(key))
          .isEqualTo(KeyGroupRangeAssignment.assignToKeyGroup(key, KeyGroups.COUNT));
    }
  }
}
