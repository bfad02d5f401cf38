package starter;

import io.skipruntime.spring.SkipInput;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * The votes that the page sends: they are written to the service's input of the parameter's name.
 */
@RestController
class VoteController {

  private static final List<String> CHOICES = List.of("tea", "coffee", "water");

  private final SkipInput<String, String> votes;

  VoteController(SkipInput<String, String> votes) {
    this.votes = votes;
  }

  /** A vote, in place of the one that the voter had. */
  record Vote(String voter, String choice) {}

  @PostMapping("/votes")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void vote(@RequestBody Vote vote) {
    if (vote.voter().isBlank() || !CHOICES.contains(vote.choice())) {
      throw new ResponseStatusException(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "a vote has a voter's name, and one of " + String.join(", ", CHOICES));
    }
    votes.put(vote.voter(), vote.choice());
  }
}
