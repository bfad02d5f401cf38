package io.skipruntime.cluster.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.SkipException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses of topics, and their files of properties. */
class TopicAddressTest {

  @TempDir Path directory;

  private TopicAddress withFile(byte[] content) throws IOException {
    Path file = Files.write(directory.resolve("client.properties"), content);
    return TopicAddress.parse("kafka://a:1,b:2/orders?config=" + file);
  }

  @Test
  void propertiesOfTheFile_areThoseOfTheClients_withoutAByteOrderMark() throws IOException {
    byte[] marked =
        "\ufeffsecurity.protocol=SASL_SSL\nsasl.mechanism=PLAIN\n".getBytes(StandardCharsets.UTF_8);
    assertThat(withFile(marked).properties())
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.mechanism", "PLAIN")
        .containsEntry("bootstrap.servers", "a:1,b:2")
        .hasSize(3);
  }

  @Test
  void fileThatCannotBeRead_isToldByItsPath_andNotByItsContent() throws IOException {
    byte[] latin = {'p', '=', (byte) 0xe4};
    assertThatThrownBy(() -> withFile(latin).properties())
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("client.properties of the log is no text in UTF-8");
    assertThatThrownBy(
            () -> withFile("password=\\u12".getBytes(StandardCharsets.UTF_8)).properties())
        .hasMessageContaining("cannot be read")
        .hasMessageNotContaining("u12");
    assertThatThrownBy(() -> TopicAddress.parse("kafka://a:1/orders?config=/none").properties())
        .hasMessageContaining("/none of the log is not there");
  }
}
