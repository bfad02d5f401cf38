package starter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.skipruntime.Entry;
import io.skipruntime.testkit.TestedService;
import io.skipruntime.testkit.TestedStream;
import io.skipruntime.testkit.junit.SkipExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import starter.StarterService.Vote;

class StarterServiceTest {

  @RegisterExtension final SkipExtension skip = SkipExtension.of(StarterService::new);

  @Test
  void changedVote_counts_whereItIsNow(TestedService service) {
    TestedStream<String, Long> counts = service.<String, Long>resource("counts").subscribe();
    counts.assertInit(Entry.of("coffee", 1L), Entry.of("tea", 1L));
    service.command("vote", new Vote("bob", "tea"));
    counts.assertUpdate(Entry.deleted("coffee"), Entry.of("tea", 2L));
  }

  @Test
  void vote_isRefused_whenThereIsNoSuchChoice(TestedService service) {
    assertEquals(
        "there is tea, coffee, water",
        service.assertCommandRefused("vote", new Vote("bob", "mud")).reason());
  }
}
