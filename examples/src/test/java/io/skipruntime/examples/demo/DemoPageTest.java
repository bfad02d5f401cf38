package io.skipruntime.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.skipruntime.json.Json;
import io.skipruntime.server.PageChecks;
import io.skipruntime.server.Tab;
import io.skipruntime.server.options.ServerOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo's page in a real browser, where there is one. With the property {@code skip.photographs}
 * it leaves pictures of the page in that directory.
 */
final class DemoPageTest {

  private static final String OUTCOME = "document.querySelector('#outcome').textContent";

  @TempDir private Path profile = Path.of("");

  private RunningDemo demo;
  private Tab tab;

  @BeforeEach
  void open() throws Exception {
    HttpServer bound = RunningDemo.bind("127.0.0.1", 0);
    demo = RunningDemo.start(ServerOptions.defaults().withPorts(0, 0), bound, TrialsTest.SMALL);
    tab = Tab.open(demo.page(), profile);
    tab.look(1440, 900, "light");
    tab.until("document.querySelector('#status').textContent === 'live'");
    tab.until("document.querySelectorAll('#lots tr').length === 6");
    tab.until("document.querySelectorAll('#graph g.hot').length > 2");
  }

  @AfterEach
  void close() {
    tab.close();
    demo.close();
  }

  private void photograph(String name) throws Exception {
    String directory = System.getProperty("skip.photographs");
    if (directory != null) {
      tab.photograph(Path.of(directory, name + ".png"));
    }
  }

  @Test
  void bid_isShown_withWhatRanForIt_whatWasSent_andWhyItCounts() throws Exception {
    demo.endPulse();
    LiveAuctionService.Row vase =
        demo.server()
            .instance()
            .<LiveAuctionService.Row>getArray("lots", new LiveAuctionService.FirstLots(6), "vase")
            .getFirst();
    tab.until(
        "document.querySelector('#lots tr:last-child .price').textContent === '€"
            + vase.price()
            + "'");
    tab.evaluate("document.querySelector('#lots tr:last-child td:last-child button').click()");
    tab.until("document.querySelector('#lots tr:last-child').innerText.includes('You lead')");
    tab.until(OUTCOME + ".startsWith('Your bid of')");
    tab.until("Number(document.querySelector('#runs').textContent) >= 4");
    tab.until("document.querySelector('#bytes').textContent.match(/^[1-9][0-9]* B$/)");
    tab.until("document.querySelectorAll('#wire .new mark').length > 1");
    tab.until("document.querySelectorAll('#nodes tr').length >= 12");

    tab.evaluate("document.querySelector('#lots tr:last-child .price').click()");
    tab.until("document.querySelector('#why-tree').textContent.includes('bids[')");
    assertThat(tab.evaluate("document.querySelector('#why-tree').textContent").asString())
        .contains("ToRow gave", "lots[\"vase\"]", "looked up ToOffer, max", "bidder:you");
    photograph("light");
    tab.look(1440, 900, "dark");
    photograph("dark");
    tab.look(390, 844, "dark");
    photograph("narrow");
  }

  @Test
  void trials_tellWhatWasMeasured() throws Exception {
    make("failing", "Refused with status 422");
    photograph("failing");
    make("grow", "10,006 lots");
    tab.until("document.querySelector('#more').textContent.includes('10,000 more')");
    make("restart", "went on from the event it had");
    make("unplug", "caught up by");
    make("burst", "bids in");
    tab.until("document.querySelector('#status').textContent === 'live'");
  }

  private void make(String trial, String outcome) throws Exception {
    tab.evaluate("document.querySelector('#trial-" + trial + "').click()");
    tab.until(OUTCOME + ".includes('" + outcome + "')");
  }

  @Test
  void page_isForEverybody() throws Exception {
    tab.evaluate("document.querySelector('.price').focus()");
    tab.press("Tab");
    tab.press("Tab");
    tab.until("document.activeElement.className === 'name'");
    tab.press("Tab");
    tab.until("document.activeElement.className === 'price'");
    tab.press("Enter");
    tab.until("document.activeElement.id === 'why'");
    tab.until("document.querySelector('#why-title').textContent.startsWith('Why €')");
    for (String scheme : new String[] {"light", "dark"}) {
      tab.look(390, 844, scheme);
      assertThat(
              tab.evaluate(
                  "document.documentElement.scrollWidth - document.documentElement.clientWidth"))
          .isEqualTo(Json.of(0));
      // colours pass by others on their way
      tab.until(PageChecks.FAINT_TEXTS + " === ''");
    }
    assertThat(
            tab.evaluate(
                "[...document.querySelectorAll('button')].filter((each) =>"
                    + " (each.getAttribute('aria-label') ?? each.textContent).trim() ==="
                    + " '').length"))
        .isEqualTo(Json.of(0));
    assertThat(
            tab.evaluate(
                "performance.getEntriesByType('resource').map((each) => new"
                    + " URL(each.name).hostname).filter((each) => each !== '127.0.0.1').join()"))
        .isEqualTo(Json.of(""));
  }
}
