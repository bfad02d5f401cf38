package io.skipruntime.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The compose file, beside the files that it mounts and the options that it sets. */
class ComposeTest {

  private static final int LEAST_GRACE_SECONDS = 20;

  private static JsonNode compose() throws Exception {
    return DeployedFiles.yaml("compose.yaml");
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }

  @Test
  void service_hasNoRights_andItsOptionsExist() throws Exception {
    JsonNode service = compose().at("/services/service");

    assertThat(service.at("/user").asString()).isEqualTo("10001");
    assertThat(service.at("/read_only").asBoolean()).isTrue();
    assertThat(texts(service.at("/cap_drop"))).containsExactly("ALL");
    assertThat(Integer.parseInt(service.at("/stop_grace_period").asString().replace("s", "")))
        .isGreaterThan(LEAST_GRACE_SECONDS);
    assertThat(
            service
                .at("/environment")
                .propertyStream()
                .map(Map.Entry::getKey)
                .filter(name -> name.startsWith("SKIP_")))
        .isNotEmpty()
        .isSubsetOf(DeployedFiles.variables());
  }

  @Test
  void ports_areOfThisMachineOnly_andControlIsNotAmongThem() throws Exception {
    List<String> ports =
        compose()
            .at("/services")
            .valueStream()
            .flatMap(service -> texts(service.at("/ports")).stream())
            .toList();

    assertThat(ports).hasSize(3).allMatch(port -> port.startsWith("127.0.0.1:"));
    assertThat(ports).noneMatch(port -> port.endsWith(":8081"));
  }

  @Test
  void files_thatAreMounted_areThere() throws Exception {
    Stream<String> mounted =
        compose()
            .at("/services")
            .valueStream()
            .flatMap(service -> texts(service.at("/volumes")).stream())
            .filter(volume -> volume.startsWith("./"))
            .map(volume -> volume.substring(0, volume.indexOf(':')));

    assertThat(mounted)
        .hasSize(5)
        .allMatch(file -> Files.isRegularFile(DeployedFiles.path(file)), "is there");
  }

  @Test
  void prometheus_readsTheTokenOfTheService_atItsName() throws Exception {
    JsonNode scrape = DeployedFiles.yaml("monitoring/prometheus.yml").at("/scrape_configs/0");
    String host = scrape.at("/static_configs/0/targets/0").asString().split(":", 2)[0];

    assertThat(compose().at("/services/" + host).isMissingNode()).isFalse();
    assertThat(scrape.at("/authorization/credentials_file").asString())
        .isEqualTo(
            compose().at("/services/" + host + "/environment/SKIP_CONTROL_TOKEN_FILE").asString());
    assertThat(texts(compose().at("/services/prometheus/secrets")))
        .isEqualTo(texts(compose().at("/services/" + host + "/secrets")));
  }
}
