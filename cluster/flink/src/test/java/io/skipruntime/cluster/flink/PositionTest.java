package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.SkipException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PositionTest {

  private final Position.Format format = new Position.Format();

  @Test
  void position_comesBackAsItWas() throws IOException {
    Position position = new Position("epoch", 1_234_567_890_123L);
    byte[] bytes = format.serialize(position);
    assertThat(format.deserialize(format.getVersion(), bytes)).isEqualTo(position);
  }

  @Test
  void damagedPosition_orOneOfAnotherFormat_isRefused() {
    byte[] bytes = format.serialize(new Position("epoch", 300));
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> format.deserialize(1, cut)).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> format.deserialize(1, longer)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> format.deserialize(2, bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("format 2");
  }

  @Test
  void checkpointOfAnotherLog_isRefused(@TempDir Path directory) {
    JobService service =
        new JobService(ClubsService::new, "file:" + directory, "", "this one", "digest", "");
    try (CommitReader reader = new CommitReader(service)) {
      assertThatThrownBy(() -> reader.addSplits(List.of(new Position("another", 5))))
          .isInstanceOf(SkipException.class)
          .hasMessageContaining("another")
          .hasMessageContaining("without it");
    }
  }
}
