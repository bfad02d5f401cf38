package io.skipruntime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.engine.ServiceInstance;
import java.sql.Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlogServiceTest {

  private final Server server = Server.start();
  private final Database database = server.database();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void writer_seesItsOwnWrites() throws Exception {
    database.run(
        "CREATE TABLE posts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, author text NOT"
            + " NULL, created_at timestamptz NOT NULL, body text)",
        "CREATE PUBLICATION skip FOR TABLE posts");
    BlogService blog = new BlogService(server.url(database.name()), "postgres", "");
    try (ServiceInstance service = ServiceInstance.start(blog);
        Connection connection = database.connect()) {
      for (long i = 1; i <= 20; i++) {
        blog.write(connection, "ann");
        assertThat(service.<String, Long>getAll("posts")).containsExactly(Entry.of("ann", i));
      }
    }
  }
}
