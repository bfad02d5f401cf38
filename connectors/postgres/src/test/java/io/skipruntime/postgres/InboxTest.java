package io.skipruntime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.postgres.Inbox.Event;
import java.nio.ByteBuffer;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class InboxTest {

  private static final int MOST_BYTES = 16 << 20;

  private final Inbox inbox = new Inbox();

  private static Event.Message message(int size) {
    return new Event.Message(0, ByteBuffer.allocate(size));
  }

  /** A small frame is a byte in the log and a hundred in memory. */
  @Test
  void offer_countsWhatAFrameNeedsInMemory_notItsContentAlone() throws InterruptedException {
    int frames = 0;
    while (frames < MOST_BYTES / 100 && inbox.offer(message(1), 0)) {
      frames++;
    }
    assertThat(frames).isLessThan(MOST_BYTES / 100).isGreaterThan(10_000);
  }

  @Test
  void offer_takesAFrameLargerThanAll_whenThereIsNoOther() throws InterruptedException {
    assertThat(inbox.offer(message(MOST_BYTES + 1), 0)).isTrue();
    assertThat(inbox.offer(message(1), 0)).isFalse();
    inbox.take(0);
    assertThat(inbox.offer(message(1), 0)).isTrue();
  }

  @Test
  void take_givesAQueueOfItsOwn_inOrder() throws InterruptedException {
    inbox.add(new Event.SentUpTo(1, false));
    inbox.add(new Event.SentUpTo(2, false));
    Queue<Event> taken = inbox.take(0);
    inbox.add(new Event.SentUpTo(3, false));
    assertThat(taken).containsExactly(new Event.SentUpTo(1, false), new Event.SentUpTo(2, false));
    assertThat(inbox.take(0)).containsExactly(new Event.SentUpTo(3, false));
    assertThat(inbox.take(0)).isEmpty();
  }
}
