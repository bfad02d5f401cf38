package io.skipruntime.frameworks.micronaut;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.skipruntime.Entry;
import io.skipruntime.server.SkipServer;
import java.util.List;

// region controller
/** The way by which the application writes; who follows the resource sees it at once. */
@Controller("/numbers")
@ExecuteOn(TaskExecutors.BLOCKING)
class Numbers {

  private final SkipServer server;

  Numbers(SkipServer server) {
    this.server = server;
  }

  @Put("/{key}/{number}")
  void put(String key, long number) {
    server.instance().update("numbers", List.of(Entry.of(key, number)));
  }
}
// endregion
