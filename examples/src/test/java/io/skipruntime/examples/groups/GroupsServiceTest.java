package io.skipruntime.examples.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.examples.groups.GroupsService.Group;
import io.skipruntime.examples.groups.GroupsService.User;
import io.skipruntime.testkit.FunctionRuns;
import io.skipruntime.testkit.TestedResource;
import io.skipruntime.testkit.TestedService;
import io.skipruntime.testkit.TestedStream;
import io.skipruntime.testkit.Writes;
import io.skipruntime.testkit.consistency.Consistency;
import io.skipruntime.testkit.junit.SkipExtension;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The groups service, tested with the test kit; docs/testing.md shows how. */
class GroupsServiceTest {

  @RegisterExtension final SkipExtension skip = SkipExtension.of(GroupsService::new);

  private static final User ACTIVE_CAROL = new User("Carol", true, List.of(0L, 1L));

  @Test
  void activeFriends_followTheUsers(TestedService service) {
    TestedResource<Long, Long> friendsOfBob = service.resource("active_friends", 0L);
    friendsOfBob.assertContents(Entry.of(1001L, 1L));

    TestedStream<Long, Long> stream = friendsOfBob.subscribe();
    stream.assertInit(Entry.of(1001L, 1L));
    service.write("users", Entry.of(2L, ACTIVE_CAROL));
    stream.assertUpdate(Entry.of(1001L, 1L, 2L), Entry.of(1002L, 2L));
    service.write("users", Entry.of(3L, new User("Eve", false, List.of())));
    stream.assertNoUpdate();
  }

  @Test
  void newGroupOfNewUsers_isOneUpdate(TestedService service) {
    TestedStream<Long, Long> stream =
        service
            .<Long, Long>resource("active_friends", 0L)
            .subscribe()
            .assertInit(Entry.of(1001L, 1L));
    service.write(
        Writes.to("users", Entry.of(2L, ACTIVE_CAROL))
            .and("groups", Entry.of(1003L, new Group("Group 3", List.of(2L)))));
    stream.assertUpdate(Entry.of(1001L, 1L, 2L), Entry.of(1002L, 2L), Entry.of(1003L, 2L));
    service.write("groups", Entry.deleted(1003L));
    stream.assertUpdate(Entry.deleted(1003L)).assertNoUpdate();
  }

  @Test
  void changedUser_isLookedAtInItsGroupsOnly(TestedService service) {
    service.resource("active_friends", 0L).subscribe();
    FunctionRuns runs =
        service.runsDuring(
            () -> service.write("users", Entry.of(3L, new User("Eve", false, List.of()))));
    runs.assertRan("ActiveMembers", 1001L)
        .assertRan("FilterFriends", 1001L)
        .assertNoneBut("ActiveMembers", "FilterFriends");
  }

  @Test
  void groupWithAnUnknownMember_isRejected(TestedService service) {
    ComputationException failure =
        service.assertRejected(
            Writes.to("groups", Entry.of(1003L, new Group("Group 3", List.of(7L)))));
    assertThat(failure.node()).isEqualTo("groups.map(ActiveMembers)");
    assertThat(failure.key()).isEqualTo("1003");
  }

  @Test
  void streamThatNobodyReads_isCollected(TestedService service) {
    TestedStream<Long, Long> stream =
        service.<Long, Long>resource("active_friends", 0L).subscribe();
    stream.disconnect();
    service.advance(Duration.ofSeconds(299));
    assertThat(stream.isEnded()).isFalse();
    service.advance(Duration.ofSeconds(1));
    stream.assertEnded();
  }

  private static final long USERS = 5;

  @Test
  void service_isWhatItIsFromScratch() {
    Consistency.Report report =
        Consistency.of(GroupsService::new)
            .entries("users", random -> Entry.of(random.nextLong(USERS), user(random)))
            .entries("groups", random -> Entry.of(random.nextLong(1001, 1005), group(random)))
            .resource("active_friends", random -> random.nextLong(USERS))
            .check();
    assertThat(report.commits()).isGreaterThan(1_000);
    assertThat(report.refusals()).isPositive();
  }

  private static User user(Random random) {
    return new User("User", random.nextBoolean(), ids(random));
  }

  private static Group group(Random random) {
    return new Group("Group", ids(random));
  }

  private static List<Long> ids(Random random) {
    return Stream.generate(() -> random.nextLong(USERS)).limit(random.nextInt(4)).toList();
  }
}
