package io.skipruntime.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The chunks that many sockets share. */
final class ChunksTest {

  private static final UnpooledByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;

  private final Chunks chunks = new Chunks();

  private ByteBuf chunk(byte[] event, int from, int to) {
    return chunks.shared(event, from, to, ALLOCATOR);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(ByteBuf chunk) {
    return chunk.toString(StandardCharsets.UTF_8);
  }

  @Test
  void chunk_isFramedAsHttpHasIt() {
    ByteBuf chunk = chunk(utf8("data: " + "x".repeat(26)), 0, 32);
    assertThat(text(chunk)).isEqualTo("20\r\ndata: " + "x".repeat(26) + "\r\n");
    assertThat(chunk.release()).isTrue();
  }

  @Test
  void chunksOfTheSame_areTheSameMemory_whileTheyAreShared() {
    byte[] event = utf8("abc");
    chunks.share();
    ByteBuf first = chunk(event, 0, 3);
    ByteBuf second = chunk(event, 0, 3);
    assertThat(first.memoryAddress()).isEqualTo(second.memoryAddress());
    first.readByte();
    assertThat(text(second)).isEqualTo("3\r\nabc\r\n");
    assertThat(text(chunk(event, 1, 3))).isEqualTo("2\r\nbc\r\n");
    assertThat(text(chunk(utf8("def"), 1, 3))).isEqualTo("2\r\nef\r\n");
  }

  @Test
  void memory_isGivenBack_whenAllSocketsHaveTakenIt() {
    byte[] event = utf8("abc");
    chunks.share();
    ByteBuf first = chunk(event, 0, 3);
    ByteBuf second = chunk(event, 0, 3);
    chunks.unshare();
    assertThat(first.release()).isFalse();
    assertThat(text(second)).isEqualTo("3\r\nabc\r\n");
    assertThat(second.release()).isTrue();

    assertThat(chunk(event, 0, 3).release()).as("not shared any more").isTrue();
  }
}
