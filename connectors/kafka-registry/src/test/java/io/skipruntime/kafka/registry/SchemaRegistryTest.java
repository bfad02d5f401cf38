package io.skipruntime.kafka.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import io.skipruntime.kafka.UnfitRecordException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The questions to a registry: how often, with what credentials, and what becomes of answers. */
final class SchemaRegistryTest {

  private static final String LONG = "\"long\"";
  private static final byte[] SEVEN = {14};

  private final StandInRegistry registry = start("");

  private static StandInRegistry start(String path) {
    try {
      return StandInRegistry.at(path);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private byte[] seven() {
    return AvroFormatTest.framed(registry.add("n-value", Kind.AVRO, LONG), SEVEN);
  }

  private RegistryOptions options() {
    return RegistryOptions.of(registry.address());
  }

  private static RegistryFormat format(RegistryOptions options) {
    return RegistryFormat.avro(SchemaRegistry.of(options));
  }

  @Test
  void schema_isAskedForOnce_byAllFormatsOfARegistry() throws Exception {
    byte[] bytes = seven();
    SchemaRegistry client = registry.client();
    for (int i = 0; i < 3; i++) {
      assertThat(RegistryFormat.avro(client).decode("n", bytes)).isEqualTo(Json.of(7));
    }
    assertThat(registry.requests()).hasSize(1);
    RegistryFormat writing = RegistryFormat.avro(client).withSchema(LONG);
    assertThat(writing.encode("n", Json.of(7))).isEqualTo(bytes);
    assertThat(writing.encode("n", Json.of(7))).isEqualTo(bytes);
    assertThat(registry.requests()).hasSize(2).last().isEqualTo("POST /subjects/n-value/versions");
  }

  @Test
  void subjects_areThoseOfValuesOrKeys_orTheGivenOne() throws Exception {
    RegistryFormat format = format(options()).withSchema(LONG);
    assertThat(format.encode("my topic", Json.of(1)))
        .isEqualTo(format.forKeys().encode("my topic", Json.of(1)));
    format.withSubject("a/b").encode("my topic", Json.of(1));
    assertThat(registry.requests())
        .containsExactly(
            "POST /subjects/my%20topic-value/versions",
            "POST /subjects/my%20topic-key/versions", "POST /subjects/a%2Fb/versions");
  }

  @Test
  void writer_withoutSchema_usesTheLatestOne_andWithoutAnyItSaysSo() throws Exception {
    registry.add("n-value", Kind.AVRO, "\"string\"");
    byte[] bytes = seven();
    assertThat(format(options()).encode("n", Json.of(7))).isEqualTo(bytes);
    assertThatThrownBy(() -> format(options()).encode("other", Json.of(7)))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("no subject other-value");
  }

  @Test
  void writer_withoutRegistration_registersNothing() throws Exception {
    RegistryFormat format = format(options()).withSchema(LONG).withoutRegistration();
    assertThatThrownBy(() -> format.encode("n", Json.of(7)))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("does not have the schema under n-value");
    byte[] bytes = seven();
    assertThat(format.encode("n", Json.of(7))).isEqualTo(bytes);
    assertThat(registry.requests())
        .containsExactly("POST /subjects/n-value", "POST /subjects/n-value");
  }

  @Test
  void idThatTheRegistryDoesNotKnow_isARecordThatDoesNotFit_andNotAskedForEachTime() {
    RegistryFormat format = format(options());
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> format.decode("n", AvroFormatTest.framed(7, SEVEN)))
          .isInstanceOf(UnfitRecordException.class)
          .hasMessageContaining("no schema of the id 7");
    }
    assertThat(registry.requests()).hasSize(1);
  }

  @Test
  void bytesWithoutAnId_doNotFit() {
    for (byte[] each : new byte[][] {{}, {0, 0, 0, 1}, {1, 0, 0, 0, 1, 14}}) {
      assertThatThrownBy(() -> format(options()).decode("n", each))
          .isInstanceOf(UnfitRecordException.class)
          .hasMessageContaining("does not begin with a zero");
    }
    assertThat(registry.requests()).isEmpty();
  }

  private void fails(RegistryOptions options, boolean isLasting, String... texts) {
    byte[] bytes = seven();
    assertThatThrownBy(() -> format(options).decode("n", bytes))
        .isInstanceOfSatisfying(
            SourceException.class,
            failure ->
                assertThat(failure.isLasting()).as(failure.getMessage()).isEqualTo(isLasting))
        .hasMessageContainingAll(texts);
  }

  @Test
  void answersThatMayChange_passAndOthersLast() {
    Json message = Json.object(Map.of("error_code", Json.of(50_002), "message", Json.of("later")));
    for (int status : new int[] {500, 503, 429, 408}) {
      registry.answerAll(status, message);
      fails(options(), false, "answered " + status, "later");
    }
    registry.answerAll(422, message);
    fails(options(), true, "answered 422");
    registry.answerAll(404, Json.of("a page"));
    fails(options(), true, "look at the address");
    registry.answerAll(200, Json.of("a page"));
    fails(options(), true, "look at the address");
    registry.answerAll(302, Json.of("a page"));
    fails(options(), true, "look at the address");
    registry.answerAll(200, Json.object(Map.of("schema", Json.of(1))));
    fails(options(), true, "\"schema\"");
  }

  @Test
  void schemaThatTheRegistryRefuses_isTold_withItsReason() {
    registry.answerAll(
        409,
        Json.object(Map.of("error_code", Json.of(409), "message", Json.of("it is incompatible"))));
    assertThatThrownBy(() -> format(options()).withSchema(LONG).encode("n", Json.of(7)))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("answered 409: \"it is incompatible\"");
  }

  @Test
  void registryThatIsAway_orDoesNotAnswer_passes() throws Exception {
    fails(RegistryOptions.of("http://127.0.0.1:1"), false, "cannot be reached");
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      fails(
          RegistryOptions.of("http://127.0.0.1:" + silent.getLocalPort()).withTimeoutMillis(50),
          false,
          "did not answer within 50 ms");
    }
  }

  @Test
  void credentials_areSent_andNeverShown() throws Exception {
    registry.demand("Basic YW5uOmh1c2hlZA==");
    byte[] bytes = seven();
    assertThat(format(options().withBasicAuth("ann", "hushed")).decode("n", bytes))
        .isEqualTo(Json.of(7));
    RegistryOptions wrong = options().withBasicAuth("ann", "secretive");
    fails(wrong, true, "answered 401", "refused Basic ***", "credentials");
    assertThat(wrong.toString() + SchemaRegistry.of(wrong) + format(wrong))
        .doesNotContain("secretive", "YW5uOnNlY3JldGl2ZQ==");
    registry.demand("Bearer t-o-k");
    assertThat(format(options().withBearerToken("t-o-k")).decode("n", bytes)).isEqualTo(Json.of(7));
    fails(options().withBearerToken("k-o-t"), true, "refused Bearer ***");
  }

  @Test
  void options_thatCannotBeMeant_areRefused_withoutBeingRepeated() {
    for (String address :
        new String[] {
          "localhost:8081",
          "http://",
          "http://" + "ann:hushed@registry.example",
          "http://registry.example?hushed",
          "a b"
        }) {
      assertThatThrownBy(() -> RegistryOptions.of(address))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("hushed");
    }
    assertThatThrownBy(() -> options().withBearerToken("hushed\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hushed");
    assertThatThrownBy(() -> options().withBasicAuth("a:b", "hushed"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hushed");
    assertThatThrownBy(() -> format(options()).withMessage("M"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tls_trustsWhatItsContextTrusts() throws Exception {
    X509Bundle certificate =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=registry")
            .setIsCertificateAuthority(true)
            .addSanIpAddress("127.0.0.1")
            .buildSelfSigned();
    SSLContext server = SSLContext.getInstance("TLS");
    server.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
    TrustManagerFactory trusted = certificate.toTrustManagerFactory();
    SSLContext client = SSLContext.getInstance("TLS");
    client.init(null, trusted.getTrustManagers(), null);
    try (StandInRegistry secure = StandInRegistry.withTls(server)) {
      byte[] bytes = AvroFormatTest.framed(secure.add("n-value", Kind.AVRO, LONG), SEVEN);
      RegistryOptions options = RegistryOptions.of(secure.address());
      assertThat(format(options.withTlsContext(client)).decode("n", bytes)).isEqualTo(Json.of(7));
      fails(options, false, "cannot be reached");
    }
  }

  @Test
  void pathOfApicurio_isKept() throws Exception {
    try (StandInRegistry apicurio = start("/apis/ccompat/v7")) {
      byte[] bytes = AvroFormatTest.framed(apicurio.add("n-value", Kind.AVRO, LONG), SEVEN);
      assertThat(format(RegistryOptions.of(apicurio.address() + "/")).decode("n", bytes))
          .isEqualTo(Json.of(7));
      assertThat(apicurio.requests()).containsExactly("GET /apis/ccompat/v7/schemas/ids/101");
    }
  }
}
