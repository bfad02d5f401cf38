package io.skipruntime.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.skipruntime.Entry;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.server.PageChecks;
import io.skipruntime.server.Tab;
import io.skipruntime.server.options.ServerOptions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of the inspector in a real browser, where there is one, with the demo as the service.
 * With the property {@code skip.photographs} it leaves the pictures of {@code docs/inspector.md} in
 * that directory.
 */
final class InspectorPageTest {

  private static final String HOSTILE = "<img src=x onerror=\"window.broken=1\">'&\u202e";
  private static final String MAIN = "document.querySelector('#main').innerText";

  @TempDir private Path profile = Path.of("");

  private RunningDemo demo;
  private Tab tab;

  @BeforeEach
  void open() throws Exception {
    HttpServer bound = RunningDemo.bind("127.0.0.1", 0);
    demo =
        RunningDemo.start(
            ServerOptions.defaults()
                .withPorts(0, 0)
                .withEngine(EngineOptions.defaults().withInspect(true).withHistoryMillis(600_000)),
            bound,
            TrialsTest.SMALL);
    demo.endPulse();
    tab = Tab.open("http://127.0.0.1:" + demo.server().controlPort() + "/inspect", profile);
    tab.look(1440, 900, "light");
    tab.until("document.querySelector('#state').textContent === 'live'");
    tab.until("document.querySelectorAll('svg .node').length > 8");
  }

  @AfterEach
  void close() {
    if (tab != null) { // without a browser, tests are skipped
      tab.close();
    }
    demo.close();
  }

  private ServiceInstance service() {
    return demo.server().instance();
  }

  private void bid(String key, long amount) {
    service()
        .update("bids", List.of(Entry.of(key, new LiveAuctionService.Bid("vase", "ann", amount))));
  }

  private void go(String part, String shown) throws Exception {
    tab.evaluate("location.hash = '#/" + part + "'");
    tab.until(MAIN + ".includes('" + shown + "')");
  }

  private void goToInput(String name) throws Exception {
    go("collections", name);
    press("#main th a", name);
    tab.until("document.querySelector('#prefix') !== null");
  }

  /** Clicks what has a text, when it is there. */
  private void press(String selector, String text) throws Exception {
    String found =
        "[...document.querySelectorAll('%s')].find(each => each.textContent.startsWith('%s'))"
            .formatted(selector, text);
    tab.until(found + " !== undefined");
    tab.evaluate(found + ".click()");
  }

  private void photograph(String name) throws Exception {
    String directory = System.getProperty("skip.photographs");
    if (directory != null) {
      tab.photograph(Path.of(directory, name + ".png"));
    }
  }

  @Test
  void graph_isDrawn_andTellsOfTheChosenNode() throws Exception {
    bid("graph", 900);
    tab.until("document.querySelector('svg').textContent.includes('ToRow')");
    tab.evaluate(
        "[...document.querySelectorAll('svg .node')].find(each =>"
            + " each.textContent.includes('ToRow')).dispatchEvent(new MouseEvent('click',"
            + " {bubbles: true}))");
    tab.until("document.querySelector('.details').innerText.includes('lots.map(ToRow)')");
    tab.until("document.querySelector('.details').innerText.includes('looked up')");
    assertThat(tab.evaluate("document.querySelector('.details').innerText").asString())
        .contains("Computed from", "lots", "Needed by");
    photograph("inspector-graph");
    press(".details .button", "Contents");
    tab.until(MAIN + ".includes('Blue vase')");
  }

  @Test
  void input_isShownPageByPage_andEdited_whateverItsKeysAre() throws Exception {
    bid(HOSTILE, 901);
    goToInput("bids");
    tab.evaluate("document.querySelector('#prefix').value = '<img'");
    press(".filters button", "Show");
    tab.until("document.querySelectorAll('tbody tr').length === 1");
    assertThat(tab.evaluate("document.querySelector('tbody th').textContent").asString())
        .isEqualTo(Json.of(HOSTILE).toString());
    assertThat(tab.evaluate("document.querySelectorAll('#main img').length")).isEqualTo(Json.of(0));
    press("tbody button", "Edit");
    tab.until("document.activeElement.id === 'edit-values'");
    tab.evaluate(
        "document.querySelector('#edit-values').value ="
            + " '[{\"lot\":\"vase\",\"bidder\":\"ann\",\"amount\":\"much\"}]'");
    press(".editor button", "Write");
    tab.until("document.querySelector('.editor .problem').textContent.includes('amount')");
    tab.evaluate(
        "document.querySelector('#edit-values').value ="
            + " '[{\"lot\":\"vase\",\"bidder\":\"ann\",\"amount\":9007199254740993}]'");
    press(".editor button", "Write");
    tab.until("document.querySelector('.editor') === null");
    tab.until("document.querySelector('tbody').innerText.includes('9007199254740993')");
    assertThat(service().<String, LiveAuctionService.Bid>getInput("bids"))
        .anySatisfy(each -> assertThat(each.key()).isEqualTo(HOSTILE));
    assertThat(tab.evaluate("String(window.broken)")).isEqualTo(Json.of("undefined"));
  }

  @Test
  void past_isShown_whereTheSliderStands() throws Exception {
    bid("one", 910);
    bid("two", 911);
    goToInput("bids");
    tab.until("document.querySelector('tbody').innerText.includes('\"two\"')");
    tab.evaluate(
        "(() => { const slider = document.querySelector('#slider'); slider.value ="
            + " String(Number(slider.max) - 1); slider.dispatchEvent(new Event('input')); })()");
    tab.until("!document.querySelector('tbody').innerText.includes('\"two\"')");
    assertThat(tab.evaluate("document.querySelector('tbody').innerText").asString())
        .contains("\"one\"")
        .doesNotContain("Edit");
    press(".timeline button", "Now");
    tab.until("document.querySelector('tbody').innerText.includes('\"two\"')");
  }

  @Test
  void commit_isReplayed_stepByStep() throws Exception {
    bid("replayed", 920);
    go("commits", "since the start");
    tab.until("document.querySelector('tbody th a') !== null");
    tab.evaluate("document.querySelector('tbody th a').click()");
    tab.until("document.querySelectorAll('.steps li').length > 3");
    for (int step = 0; step < 3; step++) {
      press(".pages button", "→");
    }
    tab.until("document.querySelectorAll('.steps .done').length === 2");
    tab.until("document.querySelectorAll('svg .hot, svg .cut').length >= 2");
    photograph("inspector-commit");
  }

  @Test
  void resource_isWatched_withTheDifferencesMarked() throws Exception {
    go("resources/lots", "Parameters");
    tab.evaluate("document.querySelector('#params').value = '{\"limit\":6}'");
    press(".opening button", "Watch");
    tab.until("document.querySelectorAll('tbody tr').length === 6");
    bid("watched", 930);
    tab.until(
        "[...document.querySelectorAll('tbody ins')].some(each => each.textContent === '930')");
    photograph("inspector-resource");
    assertThat(tab.evaluate("document.querySelectorAll('tbody tr.changed').length"))
        .isEqualTo(Json.of(1));
    assertThat(tab.evaluate("document.querySelector('#main').innerText").asString())
        .contains("curl -s", "/v1/snapshot/lots", "update");
  }

  @Test
  void everyPart_isForEverybody() throws Exception {
    bid("seen", 940);
    for (String part :
        List.of(
            "graph",
            "collections",
            "commits",
            "resources/lots",
            "instances",
            "streams",
            "sources",
            "failures",
            "storage")) {
      tab.evaluate("location.hash = '#/" + part + "'");
      tab.until(
          "document.querySelector('nav [aria-current]').getAttribute('href') === '#/"
              + part.replaceFirst("/.*", "")
              + "'");
      for (String scheme : List.of("light", "dark")) {
        tab.look(390, 844, scheme);
        assertThat(tab.evaluate(PageChecks.OVERFLOW)).as(part).isEqualTo(Json.of(0));
        assertThat(tab.evaluate(PageChecks.FAINT_TEXTS).asString())
            .as(part + " " + scheme)
            .isEmpty();
      }
      assertThat(tab.evaluate(PageChecks.NAMELESS).asString()).as(part).isEmpty();
    }
    assertThat(
            tab.evaluate(
                "performance.getEntriesByType('resource').map((each) => new"
                    + " URL(each.name).origin).filter((each) => each !== location.origin).join()"))
        .isEqualTo(Json.of(""));
  }

  @Test
  void graph_isWalkedThrough_withTheKeyboard() throws Exception {
    tab.evaluate("document.querySelector('svg .node[tabindex=\"0\"]').focus()");
    tab.evaluate(key("ArrowDown"));
    tab.until("document.activeElement.getAttribute('aria-label').includes('.map')");
    tab.press("Enter");
    tab.until("document.querySelector('svg .chosen') === document.activeElement");
  }

  private static String key(String key) {
    return "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: '"
        + key
        + "', bubbles: true}))";
  }
}
