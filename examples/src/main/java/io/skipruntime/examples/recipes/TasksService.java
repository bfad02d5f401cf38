package io.skipruntime.examples.recipes;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.ForbiddenException;
import io.skipruntime.InitialData;
import io.skipruntime.Mapper;
import io.skipruntime.Principal;
import io.skipruntime.Reducers;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.json.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tasks of some projects. Each resource is a recipe that docs/services.md shows. */
public final class TasksService implements SkipService<TasksService.Inputs, TasksService.Shared> {

  public record Task(String project, String title, int points, boolean done, Instant changed) {}

  public record Project(String name, List<String> members) {}

  public record Inputs(
      EagerCollection<Long, Task> tasks, EagerCollection<String, Project> projects) {}

  /** The collections that all resources are built from. */
  public record Shared(
      EagerCollection<String, Project> projects,
      EagerCollection<Long, Task> open,
      EagerCollection<Long, Named> named,
      EagerCollection<String, Dated> latest,
      EagerCollection<Rank, Task> ranked,
      EagerCollection<String, Long> counts,
      EagerCollection<Long, Task> newest,
      EagerCollection<String, Task> byProject) {}

  // region filter
  /** A mapper that keeps the tasks that are not done. */
  record Open() implements Mapper<Long, Task, Long, Task> {
    @Override
    public void mapEntry(Long id, Values<Task> tasks, Emitter<Long, Task> out) {
      if (!tasks.getUnique().done()) {
        out.emit(id, tasks.getUnique());
      }
    }
  }

  // endregion

  // region join
  public record Named(String project, String title) {}

  /** Each task with the name of its project; none without a project. */
  record WithProject(EagerCollection<String, Project> projects)
      implements Mapper<Long, Task, Long, Named> {
    @Override
    public void mapEntry(Long id, Values<Task> tasks, Emitter<Long, Named> out) {
      Task task = tasks.getUnique();
      projects
          .findUnique(task.project())
          .ifPresent(project -> out.emit(id, new Named(project.name(), task.title())));
    }
  }

  // endregion

  // region group
  /** Each task, under its project: a project has as many values as it has tasks. */
  record ByProject() implements Mapper<Long, Task, String, Task> {
    @Override
    public void mapEntry(Long id, Values<Task> tasks, Emitter<String, Task> out) {
      out.emit(tasks.getUnique().project(), tasks.getUnique());
    }
  }

  // endregion

  // region latest
  /** A task with the time that it is compared by, first. */
  @Tuple
  public record Dated(Instant changed, Task task) {}

  /** Each task with its time, under its project. */
  record Changes() implements Mapper<Long, Task, String, Dated> {
    @Override
    public void mapEntry(Long id, Values<Task> tasks, Emitter<String, Dated> out) {
      Task task = tasks.getUnique();
      out.emit(task.project(), new Dated(task.changed(), task));
    }
  }

  // endregion

  // region top
  @Tuple
  public record Rank(int negatedPoints, long id) {}

  /** Each task, the one with the most points first. */
  record Ranked() implements Mapper<Long, Task, Rank, Task> {
    @Override
    public void mapEntry(Long id, Values<Task> tasks, Emitter<Rank, Task> out) {
      out.emit(new Rank(-tasks.getUnique().points(), id), tasks.getUnique());
    }
  }

  /** So many tasks with the most points. */
  record Top(int limit) implements Resource<Shared> {
    @Override
    public EagerCollection<Rank, Task> instantiate(Shared shared, Context context) {
      return shared.ranked().take(limit);
    }
  }

  // endregion

  // region descending
  /** Each task, the one with the greatest number first. */
  record NewestFirst() implements Mapper<Long, Task, Long, Task> {
    @Override
    public void mapEntry(Long id, Values<Task> tasks, Emitter<Long, Task> out) {
      out.emit(-id, tasks.getUnique());
    }
  }

  // endregion

  // region permissions
  /** The tasks of a project, for its members. */
  record OfProject(Principal user, String project) implements Resource<Shared> {
    @Override
    public EagerCollection<String, Task> instantiate(Shared shared, Context context) {
      Optional<Project> found = shared.projects().findUnique(project);
      if (found.isEmpty() || !found.get().members().contains(user.subject())) {
        throw new ForbiddenException("you are not a member of " + project);
      }
      return shared.byProject().slice(project, project);
    }
  }

  // endregion

  @Override
  public InitialData initialData() {
    return InitialData.of(
            "projects",
            Entry.of("garden", new Project("The garden", List.of("ada", "bob"))),
            Entry.of("house", new Project("The house", List.of("ada"))))
        .with(
            "tasks",
            Entry.of(1L, new Task("garden", "Dig", 3, false, Instant.ofEpochSecond(100))),
            Entry.of(2L, new Task("garden", "Plant", 5, false, Instant.ofEpochSecond(300))),
            Entry.of(3L, new Task("house", "Paint", 8, true, Instant.ofEpochSecond(200))));
  }

  // region graph
  @Override
  public Shared createGraph(Inputs in, Context context) {
    return new Shared(
        in.projects(),
        in.tasks().map(new Open()),
        in.tasks().map(new WithProject(in.projects())),
        in.tasks().mapReduce(new Changes(), Reducers.max()),
        in.tasks().map(new Ranked()),
        in.tasks().mapReduce(new ByProject(), Reducers.count()),
        in.tasks().map(new NewestFirst()),
        in.tasks().map(new ByProject()));
  }

  // endregion

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty()
        .and("open", (shared, context) -> shared.open())
        .and("named", (shared, context) -> shared.named())
        .and("latest", (shared, context) -> shared.latest())
        .and("counts", (shared, context) -> shared.counts())
        .and("newest", (shared, context) -> shared.newest())
        .and("top", Top.class)
        .and("project", OfProject.class);
  }
}
