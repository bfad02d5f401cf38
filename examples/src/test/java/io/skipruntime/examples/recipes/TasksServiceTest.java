package io.skipruntime.examples.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Entry;
import io.skipruntime.ForbiddenException;
import io.skipruntime.Principal;
import io.skipruntime.PrincipalRequiredException;
import io.skipruntime.engine.ClientParams;
import io.skipruntime.examples.recipes.TasksService.Dated;
import io.skipruntime.examples.recipes.TasksService.Named;
import io.skipruntime.examples.recipes.TasksService.Project;
import io.skipruntime.examples.recipes.TasksService.Rank;
import io.skipruntime.examples.recipes.TasksService.Task;
import io.skipruntime.json.Json;
import io.skipruntime.testkit.TestedService;
import io.skipruntime.testkit.consistency.Consistency;
import io.skipruntime.testkit.junit.SkipExtension;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The recipes of docs/services.md do what the page says. */
class TasksServiceTest {

  private static final Task DIG = task("garden", "Dig", 3, false, 100);
  private static final Task PLANT = task("garden", "Plant", 5, false, 300);
  private static final Task PAINT = task("house", "Paint", 8, true, 200);

  @RegisterExtension final SkipExtension skip = SkipExtension.of(TasksService::new);

  private static Task task(String project, String title, int points, boolean done, long changed) {
    return new Task(project, title, points, done, Instant.ofEpochSecond(changed));
  }

  @Test
  void open_keepsTasksThatAreNotDone(TestedService service) {
    service.<Long, Task>resource("open").assertContents(Entry.of(1L, DIG), Entry.of(2L, PLANT));
  }

  @Test
  void named_hasTheProjectsName_andFollowsIt(TestedService service) {
    service.write("projects", Entry.of("house", new Project("The old house", List.of())));
    service.write("projects", Entry.deleted("garden"));
    service
        .<Long, Named>resource("named")
        .assertContents(Entry.of(3L, new Named("The old house", "Paint")));
  }

  @Test
  void latest_isTheTaskThatWasChangedLast_alsoWhenThatIsTakenBack(TestedService service) {
    service.write("tasks", Entry.deleted(2L));
    service
        .<String, Dated>resource("latest")
        .assertContents(
            Entry.of("garden", new Dated(DIG.changed(), DIG)),
            Entry.of("house", new Dated(PAINT.changed(), PAINT)));
  }

  @Test
  void counts_haveTheNumberOfTasks_ofEachProject(TestedService service) {
    service
        .<String, Long>resource("counts")
        .assertContents(Entry.of("garden", 2L), Entry.of("house", 1L));
  }

  @Test
  void top_hasTheTasksWithTheMostPoints(TestedService service) {
    service
        .<Rank, Task>resource("top", new TasksService.Top(2))
        .assertContents(Entry.of(new Rank(-8, 3), PAINT), Entry.of(new Rank(-5, 2), PLANT));
  }

  @Test
  void newest_beginsWithTheGreatestNumber(TestedService service) {
    service
        .<Long, Task>resource("newest")
        .assertContents(Entry.of(-3L, PAINT), Entry.of(-2L, PLANT), Entry.of(-1L, DIG));
  }

  @Test
  void project_isShownToItsMembers_asLongAsTheyAre(TestedService service) {
    assertThat(tasksOf(service, "house", Optional.of("ada"))).containsExactly(PAINT);
    assertThatThrownBy(() -> tasksOf(service, "house", Optional.of("bob")))
        .isInstanceOf(ForbiddenException.class)
        .hasMessage("you are not a member of house");
    assertThatThrownBy(() -> tasksOf(service, "house", Optional.empty()))
        .isInstanceOf(PrincipalRequiredException.class);
    service.write("projects", Entry.of("house", new Project("The house", List.of("bob"))));
    assertThat(tasksOf(service, "house", Optional.of("bob"))).containsExactly(PAINT);
    assertThatThrownBy(() -> tasksOf(service, "house", Optional.of("ada")))
        .isInstanceOf(ForbiddenException.class);
  }

  private static List<Task> tasksOf(
      TestedService service, String project, Optional<String> subject) {
    Json params = Json.object(Map.of("project", Json.of(project)));
    ClientParams asked =
        new ClientParams(params, subject.map(each -> new Principal("tests", each)));
    return service.instance().<Task>getArray("project", asked, project);
  }

  @Test
  void tasks_areWhatTheyAreFromScratch() {
    Consistency.Report report =
        Consistency.of(TasksService::new)
            .entries("tasks", random -> Entry.of(random.nextLong(6), random(random)))
            .resource("open")
            .resource("named")
            .resource("latest")
            .resource("counts")
            .resource("newest")
            .resource("top", random -> new TasksService.Top(random.nextInt(4)))
            .runs(20)
            .check();
    assertThat(report.commits()).isGreaterThan(100);
  }

  private static Task random(Random random) {
    return task(
        random.nextBoolean() ? "garden" : "house",
        random.nextBoolean() ? "Dig" : "Plant",
        random.nextInt(4),
        random.nextBoolean(),
        random.nextInt(3));
  }
}
