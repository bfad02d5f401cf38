package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.SkipException;
import java.nio.file.Path;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobArgumentsTest {

  @Test
  void wrongArguments_areRefusedWithWhatIsWrong() {
    assertWrong("the class of the service is missing", "--cluster", "file:x");
    assertWrong("--cluster ADDRESS is missing", "a.Service");
    assertWrong("--cluster needs a value", "a.Service", "--cluster", "--shards");
    assertWrong("--shards is a number, not two", "a.S", "--cluster", "file:x", "--shards", "two");
    assertWrong("at least 1", "a.S", "--cluster", "file:x", "--shards", "0");
    assertWrong("there is no option --help", "a.S", "--help");
    assertWrong("there is no option b.S", "a.S", "b.S");
  }

  private static void assertWrong(String message, String... arguments) {
    assertThatThrownBy(() -> JobArguments.parse(arguments))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
    assertThatThrownBy(() -> SkipJob.main(arguments))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("usage: ");
  }

  @Test
  void environment_hasWhatTheJobNeeds_andWhatTheUserSet(@TempDir Path directory) {
    JobArguments arguments =
        JobArguments.parse(
            ClubsService.class.getName(),
            "--cluster",
            "file:" + directory.resolve("log"),
            "--shards",
            "3",
            "--checkpoints",
            directory.toUri().toString());
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    arguments.configure(environment);
    SkipJob.of(arguments).addTo(environment);
    assertThat(environment.getConfiguration().get(CheckpointingOptions.CHECKPOINTS_DIRECTORY))
        .isEqualTo(directory.toUri().toString());
    assertThat(environment.getConfiguration().get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
        .hasSeconds(10);
    assertThat(environment.getStreamGraph(false).getStreamNodes())
        .anySatisfy(node -> {
          assertThat(node.getOperatorName()).isEqualTo("level 0");
          assertThat(node.getParallelism()).isEqualTo(3);
          assertThat(node.getMaxParallelism()).isEqualTo(128);
        });
  }

  @Test
  void portsOfThisProcess_areReachedFromThisMachineAlone_unlessConfigured() {
    JobArguments arguments = JobArguments.parse("a.S", "--cluster", "file:x");
    Configuration given = new Configuration();
    given.setString("rest.bind-address", "0.0.0.0");
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(given);
    arguments.configure(environment);
    assertThat(environment.getConfiguration().toMap())
        .containsEntry("rest.bind-address", "0.0.0.0")
        .containsEntry("jobmanager.bind-host", "127.0.0.1")
        .containsEntry("taskmanager.bind-host", "127.0.0.1");
  }

  @Test
  void classThatIsNoService_isRefused() {
    assertThatThrownBy(() -> new ClassMaker("no.such.Class").make())
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("no class no.such.Class");
    assertThatThrownBy(() -> new ClassMaker("java.lang.Object").make())
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("not a SkipService");
    assertThatThrownBy(() -> new ClassMaker("java.lang.Long").make())
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("without parameters");
  }
}
