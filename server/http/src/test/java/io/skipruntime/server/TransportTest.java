package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.skipruntime.server.connection.ConnectionLimits;
import io.skipruntime.server.connection.GuardedTransport;
import io.skipruntime.server.options.LimitOptions;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.ServerStartException;
import io.skipruntime.server.options.SocketTransport;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A server does the same by each library for sockets. With system property {@code skip.transport}
 * the other tests of the server use that library, too.
 */
final class TransportTest {

  private static final int LARGE = 8 << 20;
  private static final String WRITE_LARGE = "[[\"a\",[\"" + "x".repeat(LARGE) + "\"]]]";
  private static final String LOOKUP =
      "POST /v1/snapshot/texts/lookup HTTP/1.1\r\nHost: localhost\r\n"
          + "Content-Type: application/json\r\nContent-Length: 11\r\n\r\n{\"key\":\"b\"}";

  private static TestServer start(SocketTransport transport, ServerOptions options) {
    assumeTrue(transport != SocketTransport.EPOLL || Epoll.isAvailable(), "this is not Linux");
    return new TestServer(new GroupsService(), options, transport);
  }

  @ParameterizedTest
  @EnumSource(names = {"JDK", "EPOLL"})
  void largeEventsAndAnswers_arriveWhole(SocketTransport transport) {
    try (TestServer server = start(transport, ServerOptions.defaults());
        EventReader reader = server.subscribe("texts", "{}")) {
      reader.next();
      assertThat(server.patch("/v1/inputs/texts", WRITE_LARGE).statusCode()).isEqualTo(200);
      assertThat(reader.next().data()).isEqualTo(WRITE_LARGE);
      assertThat(server.post("/v1/snapshot/texts", "{}").body()).isEqualTo(WRITE_LARGE);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"JDK", "EPOLL"})
  void clientThatSendsNoMore_getsItsAnswer_andIsClosed(SocketTransport transport)
      throws IOException {
    try (TestServer server = start(transport, ServerOptions.defaults());
        RawConnection client = new RawConnection(server.server().controlPort())) {
      client.send(LOOKUP).endOutput();
      assertThat(client.next())
          .hasValueSatisfying(reply -> assertThat(reply.body()).isEqualTo("[]"));
      assertThat(client.next()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"JDK", "EPOLL"})
  void clientThatReadsNothing_isReset(SocketTransport transport) {
    try (TestServer server = start(transport, ServerOptions.defaults().withWriteStallMillis(500))) {
      String path = "/v1/streams/" + server.openStream("texts", "{}");
      try (EventReader stuck = new EventReader(server.server().streamingPort(), 4096, path)) {
        stuck.next();
        server.patch("/v1/inputs/texts", WRITE_LARGE);
        Wait.until(() -> server.metric("skip_stalled_connections_total") == 1);
        assertThatThrownBy(stuck::next).hasMessageContaining("reset");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"JDK", "EPOLL"})
  void connectionThatIsOneTooMany_isRefused(SocketTransport transport) throws IOException {
    LimitOptions limits = LimitOptions.defaults().withMaxConnections(1);
    try (TestServer server = start(transport, ServerOptions.defaults().withLimits(limits));
        RawConnection first = new RawConnection(server.server().controlPort())) {
      assertThat(first.send(LOOKUP).next()).isPresent();
      try (RawConnection second = new RawConnection(server.server().controlPort())) {
        assertThat(second.send(LOOKUP).next())
            .hasValueSatisfying(reply -> assertThat(reply.status()).isEqualTo(503));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"JDK", "EPOLL"})
  void portInUse_isNamedWithItsOption(SocketTransport transport) {
    try (TestServer first = start(transport, ServerOptions.defaults())) {
      int port = first.server().controlPort();
      ServerOptions taken = ServerOptions.defaults().withPorts(port, 0).withTransport(transport);
      assertThatThrownBy(() -> SkipServer.start(new GroupsService(), taken))
          .isInstanceOf(ServerStartException.class)
          .hasMessageContaining("cannot listen at 127.0.0.1:" + port)
          .hasMessageContaining("--control-port");
    }
  }

  @Test
  void libraryThatIsNamed_andNotThere_isRefusedWithItsArtifact() {
    ServerOptions options =
        ServerOptions.defaults().withPorts(0, 0).withTransport(SocketTransport.IO_URING);
    assertThatThrownBy(() -> SkipServer.start(new GroupsService(), options))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("--transport io_uring")
        .hasMessageContaining("io.netty:netty-transport-native-io_uring");
  }

  @Test
  void usualLibrary_isThatOfLinux_whereItIsThere() {
    ConnectionLimits limits = new ConnectionLimits(LimitOptions.defaults(), 1_000, false);
    assertThat(GuardedTransport.of(SocketTransport.AUTO, limits).name())
        .isEqualTo(Epoll.isAvailable() ? "epoll" : "nio");
    assertThat(GuardedTransport.of(SocketTransport.JDK, limits).name()).isEqualTo("nio");
  }
}
