package io.skipruntime.cluster.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_OUT)
@ResourceLock(Resources.SYSTEM_ERR)
class PlansTest {

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final ByteArrayOutputStream told = new ByteArrayOutputStream();

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    System.setOut(out);
    System.setErr(err);
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private String told() {
    return told.toString(StandardCharsets.UTF_8);
  }

  @Test
  void planOfAClass_isPrinted() {
    assertThat(Plans.execute(TeamsService.class.getName())).isZero();
    assertThat(printed()).contains("computes teams.map(Active)", "people, for teams.map(Active)");
  }

  @Test
  void planAsJson_isOneDocument() {
    assertThat(Plans.execute(TeamsService.class.getName(), "--json")).isZero();
    assertThat(Json.parse(printed()).toString()).contains("\"levels\":3");
  }

  @Test
  void whatIsNoService_isTold() {
    assertThat(Plans.execute("no.such.Service")).isEqualTo(1);
    assertThat(Plans.execute(PlansTest.class.getName())).isEqualTo(1);
    assertThat(told()).contains("there is no class no.such.Service", "is not a SkipService");
  }

  @Test
  void wrongUsage_isTold() {
    assertThat(Plans.execute()).isEqualTo(2);
    assertThat(Plans.execute("--help")).isEqualTo(2);
    assertThat(told()).contains("CLASS [--json]");
  }
}
