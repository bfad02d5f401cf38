package io.skipruntime.server.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DocumentReaderTest {

  private static byte[] numbers(int count) {
    return ("[" + "1234567,".repeat(count) + "1]").getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void read_givesTheSame_howeverLargeTheDocumentIs() {
    for (int count : new int[] {0, 10, 100_000}) {
      byte[] document = numbers(count);
      assertThat((Object) DocumentReader.read(document, 512)).isEqualTo(Json.parse(document));
    }
  }

  @Test
  void read_saysWhatIsWrong_withLargeDocuments() {
    byte[] document = numbers(100_000);
    document[document.length - 1] = '}';
    assertThatThrownBy(() -> DocumentReader.read(document, 512))
        .isInstanceOf(JsonSyntaxException.class);
  }

  @Test
  void read_failsAsTheReaderOfSmallDocumentsDoes() {
    for (int count : new int[] {10, 100_000}) {
      assertThatThrownBy(() -> DocumentReader.read(numbers(count), -1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  @Timeout(60)
  void read_leavesCarriersToOtherVirtualThreads_whenLargeDocumentsAreMoreThanTheseAre()
      throws Exception {
    byte[] document = numbers(200_000);
    int readers = 4 * Runtime.getRuntime().availableProcessors();
    CountDownLatch others = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < readers; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                while (others.getCount() > 0) {
                  DocumentReader.read(document, 512);
                }
              }));
    }
    threads.add(Thread.ofVirtual().start(others::countDown));
    assertThat(others.await(50, TimeUnit.SECONDS)).isTrue();
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
