package io.skipruntime.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The metadata that editors complete properties from is that of the server's own options. Run with
 * {@code -Dskip.metadata.write=true} to write it again after a change of the options.
 */
class PropertyMetadataTest {

  private static final Path FILE =
      Path.of("src/main/resources/META-INF/spring-configuration-metadata.json");

  @Test
  void metadata_isThatOfTheOptions() throws IOException {
    if (Boolean.getBoolean("skip.metadata.write")) {
      Files.writeString(FILE, PropertyMetadata.text());
    }
    assertThat(Files.readString(FILE)).isEqualTo(PropertyMetadata.text());
  }
}
