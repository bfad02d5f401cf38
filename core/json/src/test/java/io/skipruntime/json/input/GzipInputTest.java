package io.skipruntime.json.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

final class GzipInputTest {

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream coder = new GZIPOutputStream(out)) {
      coder.write(content);
    }
    return out.toByteArray();
  }

  private static byte[] gzip(String text) throws IOException {
    return gzip(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] joined(byte[]... parts) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.write(part);
    }
    return out.toByteArray();
  }

  private static byte[] read(byte[] coded) throws IOException {
    try (GzipInput input = new GzipInput(coded)) {
      return input.readAllBytes();
    }
  }

  private static String text(byte[] coded) throws IOException {
    return new String(read(coded), StandardCharsets.UTF_8);
  }

  @Test
  void member_isReadWhole_whateverItsSize() throws IOException {
    for (int size : new int[] {0, 1, 100, 100_000}) {
      byte[] content = new byte[size];
      new Random(size).nextBytes(content);
      assertThat(read(gzip(content))).isEqualTo(content);
    }
    try (GzipInput input = new GzipInput(gzip("ab"))) {
      assertThat(input.read(new byte[1], 0, 0)).isZero();
      assertThat(new int[] {input.read(), input.read(), input.read(), input.read()})
          .containsExactly('a', 'b', -1, -1);
    }
  }

  @Test
  void members_areReadOneAfterAnother() throws IOException {
    assertThat(text(joined(gzip("a"), gzip(""), gzip("bc"), gzip("")))).isEqualTo("abc");
  }

  @Test
  void whateverFollowsTheLastMember_isRefused() throws IOException {
    byte[] whole = gzip("[]");
    for (int size : new int[] {1, 2, 7, 8, 9, 18, 19, 20, 1_000}) {
      byte[] zeros = new byte[size];
      assertThatThrownBy(() -> read(joined(whole, zeros))).isInstanceOf(IOException.class);
      byte[] part = Arrays.copyOf(gzip("x".repeat(2_000)), Math.min(size, 28));
      assertThatThrownBy(() -> read(joined(whole, part))).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void everyPartOfAMember_isRefused() throws IOException {
    byte[] whole = gzip("[[\"a\",[\"grüße\"]]]");
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(part)).as("%d bytes", length).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void changedBit_isRefused_unlessItHasNoMeaning() throws IOException {
    String text = "[[\"a\",[\"grüße\"]]]";
    byte[] whole = gzip(text);
    int refused = 0;
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] changed = whole.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        assertThat(text(changed)).as("bit %d", bit).isEqualTo(text);
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(8 * (whole.length - 10));
  }

  /** The header with all that it may have, and its checksum. */
  private static byte[] header(int flags) throws IOException {
    byte[] fixed = {0x1f, (byte) 0x8b, 8, (byte) flags, 1, 2, 3, 4, 0, 3};
    byte[] rest = {5, 0, 'e', 'x', 't', 'r', 'a', 'n', 'a', 'm', 'e', 0, 'n', 'o', 't', 'e', 0};
    byte[] all = joined(fixed, rest);
    CRC32 checksum = new CRC32();
    checksum.update(all);
    return joined(all, new byte[] {(byte) checksum.getValue(), (byte) (checksum.getValue() >> 8)});
  }

  @Test
  void header_mayHaveExtraFieldNameCommentAndChecksum() throws IOException {
    byte[] plain = gzip("text");
    byte[] data = Arrays.copyOfRange(plain, 10, plain.length);
    byte[] member = joined(header(0b1_1110), data);
    assertThat(text(joined(member, member))).isEqualTo("texttext");
    member[4]++;
    assertThatThrownBy(() -> read(member)).isInstanceOf(ZipException.class);
    byte[] unknown = joined(header(0b11_1110), data);
    assertThatThrownBy(() -> read(unknown)).hasMessageContaining("a flag that is not known");
  }
}
