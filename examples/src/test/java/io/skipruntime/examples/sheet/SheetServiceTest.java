package io.skipruntime.examples.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.Resources.NoParameters;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.spi.EngineEvent;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SheetServiceTest {

  private final List<EngineEvent> events = new ArrayList<>();
  private final ServiceInstance sheet =
      ServiceInstance.start(new SheetService(), EngineOptions.defaults().withListener(events::add));

  @AfterEach
  void close() {
    sheet.close();
  }

  private void set(String... namesAndTexts) {
    List<Entry<String, String>> entries = new ArrayList<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      entries.add(Entry.of(namesAndTexts[i], namesAndTexts[i + 1]));
    }
    sheet.update("cells", entries);
  }

  private String value(String name) {
    return sheet.getArray("computed", new NoParameters(), name).toString();
  }

  @Test
  void computed_hasNumbersTextsAndFormulas() {
    assertThat(sheet.<String, Json>getAll("computed", new NoParameters()))
        .containsExactly(
            Entry.of("A1", Json.of("Price")),
            Entry.of("A2", Json.of("Number")),
            Entry.of("A3", Json.of("Total")),
            Entry.of("B1", Json.parse("19.9")),
            Entry.of("B2", Json.of(3)),
            Entry.of("B3", Json.parse("59.7")));
  }

  @Test
  void computed_followsChanges_throughChainsOfFormulas() {
    set("C1", "=B3+1", "C2", "=C1*2");
    assertThat(value("C2")).isEqualTo("[121.4]");
    set("B2", "10");
    assertThat(value("C2")).isEqualTo("[400]");
    sheet.update("cells", List.of(Entry.deleted("B3")));
    assertThat(value("C2")).isEqualTo("[2]");
    assertThat(value("B3")).isEqualTo("[]");
  }

  @Test
  void update_computesOnlyTheCellsThatDependOnIt() {
    set("C1", "=B1+1", "D1", "=C1-B1", "E1", "=A1");
    value("C1");
    events.clear();
    set("B1", "5");
    assertThat(events.stream().filter(EngineEvent.FunctionRan.class::isInstance))
        .extracting(event -> ((EngineEvent.FunctionRan) event).key())
        .containsOnly("B1", "B3", "C1", "D1");
  }

  @Test
  void error_isTheValue_andThatOfAllCellsThatDependOnIt() {
    set("C1", "=1/0", "C2", "=C1+1", "C3", "=SUM(C1:C2)", "C4", "=1+", "C5", "=A1*2");
    String division = "[{\"error\":\"division by zero\"}]";
    assertThat(value("C1")).isEqualTo(division);
    assertThat(value("C2")).isEqualTo(division);
    assertThat(value("C3")).isEqualTo(division);
    assertThat(value("C4")).contains("found the end");
    assertThat(value("C5")).isEqualTo("[{\"error\":\"not a number: \\\"Price\\\"\"}]");
    set("C1", "=1/4");
    assertThat(value("C3")).isEqualTo("[1.5]");
  }

  @Test
  void cycle_isAnErrorInItsCellsAndAboveThem_untilItIsBroken() {
    String error = "[{\"error\":\"the cell depends on itself\"}]";
    set("C1", "=C2", "C2", "=C3+1", "C3", "=C1", "C4", "=C2", "C5", "=C5", "C6", "=B1");
    for (String name : List.of("C1", "C2", "C3", "C4", "C5")) {
      assertThat(value(name)).as(name).isEqualTo(error);
    }
    assertThat(value("C6")).isEqualTo("[19.9]");
    set("C3", "7");
    assertThat(value("C1")).isEqualTo("[8]");
    assertThat(value("C4")).isEqualTo("[8]");
    set("C3", "=C4");
    assertThat(value("C1")).isEqualTo(error);
  }

  @Test
  void longChain_isComputed() {
    List<Entry<String, String>> cells = new ArrayList<>();
    cells.add(Entry.of("Z1", "1"));
    for (int row = 2; row <= 20_000; row++) {
      cells.add(Entry.of("Z" + row, "=Z" + (row - 1) + "+1"));
    }
    sheet.update("cells", cells);
    assertThat(value("Z20000")).isEqualTo("[20000]");
    set("Z1", "2");
    assertThat(value("Z20000")).isEqualTo("[20001]");
  }

  @Test
  void keyThatIsNoCell_hasAnError() {
    set("total", "=1+1", "a1", "1");
    assertThat(value("total")).contains("not the name of a cell");
    assertThat(value("a1")).contains("not the name of a cell");
  }
}
