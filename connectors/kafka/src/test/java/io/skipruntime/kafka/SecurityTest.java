package io.skipruntime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.skipruntime.Entry;
import io.skipruntime.SinkStatus;
import io.skipruntime.SourceStatus;
import io.skipruntime.SourceUnavailableException;
import io.skipruntime.engine.ServiceInstance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sources and sinks of brokers that ask for TLS, a password and rights. */
final class SecurityTest {

  private static final String PLAIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"admin\""
          + " password=\"admin-word\"";
  private static final String PASSWORD = "a-hushed-word";
  private static final X509Bundle CERTIFICATE = certificate();
  private static Cluster cluster;

  private final List<ServiceInstance> started = new ArrayList<>();

  private static X509Bundle certificate() {
    try {
      return new CertificateBuilder()
          .ecp256()
          .subject("CN=broker")
          .setIsCertificateAuthority(true)
          .addSanDnsName("localhost")
          .addSanIpAddress("127.0.0.1")
          .buildSelfSigned();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("listener.security.protocol.map", "EXTERNAL:SASL_SSL,CONTROLLER:PLAINTEXT");
    settings.put("ssl.keystore.type", "PEM");
    settings.put("ssl.keystore.key", CERTIFICATE.getPrivateKeyPEM());
    settings.put("ssl.keystore.certificate.chain", CERTIFICATE.getCertificatePathPEM());
    settings.put("ssl.truststore.type", "PEM");
    settings.put("ssl.truststore.certificates", CERTIFICATE.getRootCertificatePEM());
    settings.put("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
    settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    settings.put(
        "listener.name.external.plain.sasl.jaas.config", PLAIN + " user_admin=\"admin-word\";");
    settings.put(
        "listener.name.external.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put("super.users", "User:admin;User:ANONYMOUS"); // the latter among the controllers
    return settings;
  }

  private static Map<String, Object> clients() {
    return Map.of(
        "security.protocol", "SASL_SSL",
        "sasl.mechanism", "PLAIN",
        "sasl.jaas.config", PLAIN + ";",
        "ssl.truststore.type", "PEM",
        "ssl.truststore.certificates", CERTIFICATE.getRootCertificatePEM());
  }

  private static KafkaOptions options(String password) {
    return OrdersService.secured(cluster.bootstrapServers(), "ann", password)
        .withCheckMillis(50)
        .withMaxRetryMillis(100);
  }

  private static KafkaOptions trusting(KafkaOptions options) {
    return options
        .withProperty("ssl.truststore.type", "PEM")
        .withProperty("ssl.truststore.certificates", CERTIFICATE.getRootCertificatePEM());
  }

  /** What docs/kafka.md says that a source and a sink need, and no more. */
  @BeforeAll
  static void startAndGrant() {
    cluster = Cluster.start(1, settings(), clients());
    Cluster.get(
        cluster
            .admin()
            .alterUserScramCredentials(
                List.of(
                    new UserScramCredentialUpsertion(
                        "ann",
                        new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                        PASSWORD)))
            .all());
    for (String topic : List.of("shop.orders", "shop.clicks", "shop.amounts")) {
      cluster.create(topic, 2, 1, Map.of("cleanup.policy", "compact"));
      allow(
          ResourceType.TOPIC,
          topic,
          AclOperation.READ,
          AclOperation.DESCRIBE,
          AclOperation.DESCRIBE_CONFIGS);
    }
    allow(ResourceType.TOPIC, "shop.amounts", AclOperation.WRITE);
    allow(
        ResourceType.TOPIC,
        "shop.amounts-skip-position",
        AclOperation.READ,
        AclOperation.WRITE,
        AclOperation.DESCRIBE,
        AclOperation.CREATE);
    allow(ResourceType.TRANSACTIONAL_ID, "amounts", AclOperation.WRITE, AclOperation.DESCRIBE);
  }

  private static void allow(ResourceType type, String name, AclOperation... operations) {
    List<AclBinding> rules = new ArrayList<>();
    for (AclOperation each : operations) {
      rules.add(
          new AclBinding(
              new ResourcePattern(type, name, PatternType.LITERAL),
              new AccessControlEntry("User:ann", "*", each, AclPermissionType.ALLOW)));
    }
    Cluster.get(cluster.admin().createAcls(rules).all());
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @AfterEach
  void close() {
    started.forEach(ServiceInstance::close);
  }

  private ServiceInstance start(KafkaOptions options) {
    ServiceInstance service = ServiceInstance.start(new OrdersService(options));
    started.add(service);
    return service;
  }

  private static SinkStatus sink(ServiceInstance service) {
    return service.sinks().statuses().getFirst();
  }

  @Test
  void sourceAndSink_workWithTheRightsThatTheDocumentNames() throws Exception {
    cluster.send("shop.orders", "o1", "{\"customer\":\"ann\",\"amount\":10}");
    ServiceInstance service = start(trusting(options(PASSWORD)));
    assertThat(service.<String, Long>getAll("amounts")).containsExactly(Entry.of("ann", 10L));
    Cluster.until(() ->
        sink(service).state() == SinkStatus.State.LIVE
            && sink(service).acknowledged().isPresent()
            && sink(service).lag().equals(SinkStatus.Lag.NONE));
    cluster.send("shop.orders", "o2", "{\"customer\":\"bob\",\"amount\":5}");
    Cluster.until(() -> sink(service).written().entries() > 1);
    assertThat(service.sourceStatuses())
        .allSatisfy(status -> assertThat(status.warnings()).isEmpty())
        .allSatisfy(status -> assertThat(status.state()).isEqualTo(SourceStatus.State.LIVE));
  }

  @Test
  void wrongPassword_isSaid_andNotShown() throws Exception {
    isRefused(trusting(options("another-hushed-word")), "the brokers refuse the credentials");
  }

  @Test
  void brokerThatIsNotTrusted_isSaid() throws Exception {
    isRefused(options(PASSWORD), "SSL handshake failed");
  }

  private void isRefused(KafkaOptions options, String why) throws Exception {
    assertThatThrownBy(() -> start(options))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("hushed");
    ServiceInstance service =
        ServiceInstance.start(new NumbersService("refused", KafkaSink.of(options, "shop.amounts")));
    started.add(service);
    Cluster.until(() -> sink(service).reason().isPresent());
    assertThat(sink(service).reason().orElseThrow()).contains(why).doesNotContain("hushed");
  }
}
