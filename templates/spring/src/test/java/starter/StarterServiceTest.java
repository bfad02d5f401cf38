package starter;

import io.skipruntime.Entry;
import io.skipruntime.testkit.TestedService;
import io.skipruntime.testkit.TestedStream;
import io.skipruntime.testkit.junit.SkipExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StarterServiceTest {

  @RegisterExtension final SkipExtension skip = SkipExtension.of(StarterService::new);

  @Test
  void changedVote_counts_whereItIsNow(TestedService service) {
    TestedStream<String, Long> counts = service.<String, Long>resource("counts").subscribe();
    counts.assertInit(Entry.of("coffee", 1L), Entry.of("tea", 1L));
    service.write("votes", Entry.of("bob", "tea"));
    counts.assertUpdate(Entry.deleted("coffee"), Entry.of("tea", 2L));
  }
}
