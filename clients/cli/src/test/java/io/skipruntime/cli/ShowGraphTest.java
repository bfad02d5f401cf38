package io.skipruntime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.cli.Shell.Ended;
import io.skipruntime.json.Json;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** What {@code graph} and {@code top} print. */
final class ShowGraphTest {

  private final Shell shell = new Shell();

  @BeforeEach
  void fill() {
    shell.run("put", "articles", "10", "{\"name\":\"bread\",\"price\":3}");
    shell.run("get", "up to", "price=5", "start=");
  }

  @AfterEach
  void close() {
    shell.close();
  }

  private String out(String... command) {
    Ended ended = shell.run(command);
    assertThat(ended.code()).as(ended.err()).isZero();
    return ended.out();
  }

  @Test
  void graph_hasALineForEachNode_withWhatItIsComputedFrom() {
    List<String> lines = out("graph").lines().toList();
    assertThat(lines).anyMatch(line -> line.matches("articles +input +1 keys"));
    assertThat(lines).anyMatch(line -> line.endsWith("from articles"));
  }

  @Test
  void dot_andSvg_haveAllNodesAndEdges() throws Exception {
    int nodes = Json.parse(out("graph", "--json")).asObject().get("nodes").asArray().size();
    String dot = out("graph", "--dot");
    assertThat(dot).startsWith("digraph skip {").endsWith("}\n");
    assertThat(dot.lines().filter(line -> line.contains("[label="))).hasSize(nodes);
    assertThat(dot).contains(" -> ");

    String svg = out("graph", "--svg");
    var picture =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertThat(picture.getElementsByTagName("rect").getLength()).isEqualTo(nodes);
    assertThat(picture.getElementsByTagName("path").getLength()).isPositive();
    assertThat(shell.run("graph", "--dot", "--svg").code()).isEqualTo(2);
  }

  @Test
  void top_showsTheServiceAndItsNodes() {
    String page = out("top", "--looks", "2", "--seconds", "0.1");
    assertThat(page.lines().filter(line -> line.startsWith("NODE"))).hasSize(2);
    assertThat(page).contains("commits", "articles").doesNotContain("\u001b");
    assertThat(Json.parse(out("top", "--looks", "1", "--json")).asObject().has("graph")).isTrue();
    assertThat(shell.run("top", "--seconds", "0").code()).isEqualTo(2);
  }
}
