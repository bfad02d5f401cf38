package io.skipruntime.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CasesTest {

  @Test
  void text_isReadBack() {
    for (long seed = 0; seed < 300; seed++) {
      Case made = Cases.random(seed, 20);
      assertThat(CaseReader.read(made.toString())).isEqualTo(made);
      assertThat(Cases.random(seed, 20)).isEqualTo(made);
      Case persistent = Cases.persistent(seed, 20);
      assertThat(CaseReader.read(persistent.toString())).isEqualTo(persistent);
    }
  }

  /** What 10,000 programs are made of. */
  @Test
  void generator_makesWhateverThereIsToMake() {
    Coverage coverage = new Coverage();
    for (long seed = 1; seed <= 10_000; seed++) {
      coverage.add(Cases.random(seed, 50));
    }
    for (long seed = 1; seed <= 50; seed++) {
      coverage.add(Cases.persistent(seed, 50));
    }
    Set<String> missing = new TreeSet<>(Coverage.wanted());
    missing.removeAll(coverage.seen());
    assertThat(missing).isEmpty();
  }
}
