package io.skipruntime.server.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.ForbiddenException;
import io.skipruntime.OverloadedException;
import io.skipruntime.ServiceBrokenException;
import io.skipruntime.ServiceBusyException;
import io.skipruntime.SourceUnavailableException;
import io.skipruntime.StorageException;
import io.skipruntime.UnknownCollectionException;
import io.skipruntime.UnknownInstanceException;
import io.skipruntime.UnknownResourceException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the public is told of each failure of a service and its storage. */
final class DisclosureOfFailuresTest {

  private static final String SECRET = "hunter2 at node hunters[0] of hunters.db";

  private static final List<Throwable> FAILURES =
      List.of(
          new UnknownCollectionException("hunter", List.of("hunters")),
          new UnknownResourceException(SECRET),
          new UnknownInstanceException(SECRET),
          new ForbiddenException(SECRET),
          new SourceUnavailableException(SECRET, new IllegalStateException(SECRET)),
          new StorageException(StorageException.Reason.FULL, SECRET),
          new StorageException(StorageException.Reason.FAILED, SECRET),
          new ServiceBusyException(SECRET),
          new ServiceBrokenException(SECRET, new IllegalStateException(SECRET)),
          new OverloadedException(SECRET),
          new IllegalStateException(SECRET),
          new OutOfMemoryError(SECRET));

  private static String shown(Disclosure disclosure, Throwable failure) {
    ProblemDocument problem = disclosure.of(Failures.problemOf(failure, "a test"));
    return new String(problem.bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void failure_isToldAsItsTypeOnly_inPublic() {
    Map<String, String> leaking = new TreeMap<>();
    for (Throwable failure : FAILURES) {
      String shown = shown(Disclosure.PUBLIC, failure);
      assertThat(shown).contains("\"type\"");
      if (shown.contains("hunter")) {
        leaking.put(failure.getClass().getName(), shown);
      }
    }
    assertThat(leaking).isEmpty();
  }

  @Test
  void failure_isToldWhole_toThoseWhoOperateTheService() {
    for (Throwable failure : FAILURES.subList(0, FAILURES.size() - 2)) {
      assertThat(shown(Disclosure.ALL, failure)).as(failure.toString()).contains("hunter");
    }
  }
}
