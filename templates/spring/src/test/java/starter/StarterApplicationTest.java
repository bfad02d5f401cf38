package starter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.skipruntime.spring.SkipResource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.web.server.ResponseStatusException;

@SpringBootTest(properties = "skip.server=none")
class StarterApplicationTest {

  @Autowired private VoteController controller;

  @Autowired private SkipResource<String, Long> counts;

  @Test
  void vote_counts_whenItIsForAChoice() {
    controller.vote(new VoteController.Vote("bob", "tea"));
    assertEquals(List.of(2L), counts.get("tea"));
    assertThrows(
        ResponseStatusException.class,
        () -> controller.vote(new VoteController.Vote("bob", "mud")));
    assertEquals(List.of(2L), counts.get("tea"));
  }
}
