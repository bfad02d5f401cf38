package io.skipruntime.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The Helm chart, linted and rendered by Helm. */
class ChartTest {

  private static final String NAME = "board";

  /** Longer than the server takes to end, whatever functions do. */
  private static final int LEAST_GRACE_SECONDS = 20;

  private final Helm helm = new Helm(DeployedFiles.path("helm/skip-service"));

  @BeforeEach
  void onlyWhereHelmIs() {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "Helm is there for this system only");
  }

  private List<JsonNode> rendered(Map<String, String> values) throws IOException {
    TemplateCommand command =
        helm.template().withName(NAME).set("image.repository", "registry.example.org/board");
    values.forEach(command::set);
    return DeployedFiles.documents(command.call());
  }

  private static JsonNode only(List<JsonNode> documents, String kind) {
    List<JsonNode> found = all(documents, kind);
    assertThat(found).as(kind).hasSize(1);
    return found.getFirst();
  }

  private static List<JsonNode> all(List<JsonNode> documents, String kind) {
    return documents.stream().filter(each -> each.at("/kind").asString().equals(kind)).toList();
  }

  private static Stream<String> variables(JsonNode container) {
    return container.at("/env").valueStream().map(each -> each.at("/name").asString());
  }

  @Test
  void chart_hasNothingThatHelmWarnsOf() {
    LintResult result = helm.lint().strict().call();

    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
  }

  @Test
  void chart_isRefused_withoutAnImage() {
    TemplateCommand command = helm.template().withName(NAME);

    assertThatThrownBy(command::call).hasMessageContaining("image.repository is needed");
  }

  @Test
  void pod_isOne_andHasNoRights() throws Exception {
    JsonNode set = only(rendered(Map.of()), "StatefulSet");
    JsonNode pod = set.at("/spec/template/spec");
    JsonNode container = pod.at("/containers/0");

    assertThat(set.at("/spec/replicas").asInt()).isEqualTo(1);
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
    assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
    assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(container.at("/securityContext/capabilities/drop/0").asString()).isEqualTo("ALL");
    assertThat(container.at("/image").asString()).isEqualTo("registry.example.org/board:0.1.0");
    assertThat(set.at("/spec/selector/matchLabels").properties())
        .isNotEmpty()
        .allMatch(label ->
            label.getValue().equals(set.at("/spec/template/metadata/labels/" + escaped(label))));
  }

  private static String escaped(Map.Entry<String, JsonNode> label) {
    return label.getKey().replace("/", "~1");
  }

  @Test
  void probes_askAPortOfTheContainer_forRoutesOfHealth() throws Exception {
    JsonNode pod = only(rendered(Map.of()), "StatefulSet").at("/spec/template/spec");
    JsonNode container = pod.at("/containers/0");
    List<String> ports =
        container.at("/ports").valueStream().map(each -> each.at("/name").asString()).toList();

    assertThat(ports).containsExactly("streaming");
    assertThat(container.at("/startupProbe/httpGet/path").asString()).isEqualTo("/healthz");
    assertThat(container.at("/livenessProbe/httpGet/path").asString()).isEqualTo("/healthz");
    assertThat(container.at("/readinessProbe/httpGet/path").asString()).isEqualTo("/readyz");
    for (String probe : List.of("startup", "liveness", "readiness")) {
      assertThat(ports).contains(container.at("/" + probe + "Probe/httpGet/port").asString());
    }
    assertThat(pod.at("/terminationGracePeriodSeconds").asInt()).isGreaterThan(LEAST_GRACE_SECONDS);
  }

  @Test
  void variables_areOptionsOfTheServer() throws Exception {
    JsonNode container =
        only(
                rendered(
                    Map.of(
                        "control.tokenSecret", "tokens",
                        "options.resume-seconds", "900",
                        "streaming.corsOrigins[0]", "https://app.example.org")),
                "StatefulSet")
            .at("/spec/template/spec/containers/0");

    assertThat(variables(container))
        .contains("SKIP_RESUME_SECONDS", "SKIP_CORS_ORIGIN", "SKIP_CONTROL_TOKEN_FILE", "SKIP_DATA")
        .doesNotHaveDuplicates();
    assertThat(variables(container).filter(name -> name.startsWith("SKIP_")))
        .isSubsetOf(DeployedFiles.variables());
    assertThat(container.at("/env").valueStream())
        .allMatch(each -> each.at("/value").isString(), "is a text");
  }

  @Test
  void control_isReachedInThePodOnly_withoutTokens() throws Exception {
    List<JsonNode> closed = rendered(Map.of());
    List<JsonNode> open = rendered(Map.of("control.tokenSecret", "tokens"));

    assertThat(all(closed, "Service")).hasSize(1);
    assertThat(variables(only(closed, "StatefulSet").at("/spec/template/spec/containers/0")))
        .doesNotContain("SKIP_CONTROL_HOST");
    assertThat(all(open, "Service").stream().map(each -> each.at("/metadata/name").asString()))
        .containsExactlyInAnyOrder(NAME, NAME + "-control");
    assertThat(
            only(open, "StatefulSet")
                .at("/spec/template/spec/volumes")
                .valueStream()
                .map(each -> each.at("/secret/secretName").asString("")))
        .contains("tokens");
  }

  @Test
  void data_areClaimed_andMountedWhereTheOptionSays() throws Exception {
    JsonNode kept = only(rendered(Map.of()), "StatefulSet");
    JsonNode lost = only(rendered(Map.of("data.enabled", "false")), "StatefulSet");
    JsonNode container = kept.at("/spec/template/spec/containers/0");

    assertThat(kept.at("/spec/volumeClaimTemplates/0/metadata/name").asString()).isEqualTo("data");
    assertThat(
            container
                .at("/volumeMounts")
                .valueStream()
                .map(each -> each.at("/name").asString() + each.at("/mountPath").asString()))
        .contains("data/data", "temporary/tmp");
    assertThat(lost.at("/spec/volumeClaimTemplates").isMissingNode()).isTrue();
    assertThat(variables(lost.at("/spec/template/spec/containers/0"))).doesNotContain("SKIP_DATA");
  }

  @Test
  void ingress_hasThePathsOfStreamsAndCommandsAlone() throws Exception {
    JsonNode ingress =
        only(
            rendered(Map.of("ingress.enabled", "true", "ingress.host", "app.example.org")),
            "Ingress");

    assertThat(
            ingress
                .at("/spec/rules/0/http/paths")
                .valueStream()
                .map(each -> each.at("/path").asString()))
        .containsExactly("/v1/resources/", "/v1/streams", "/v1/commands/");
    assertThat(
            ingress
                .at("/spec/rules/0/http/paths")
                .valueStream()
                .map(each -> each.at("/backend/service/port/name").asString()))
        .containsOnly("streaming");
  }

  @Test
  void monitor_readsMetricsOfControl_withItsToken() throws Exception {
    List<JsonNode> documents =
        rendered(Map.of("serviceMonitor.enabled", "true", "control.tokenSecret", "tokens"));
    JsonNode monitor = only(documents, "ServiceMonitor");
    JsonNode labels = monitor.at("/spec/selector/matchLabels");

    assertThat(monitor.at("/spec/endpoints/0/path").asString()).isEqualTo("/metrics");
    assertThat(monitor.at("/spec/endpoints/0/authorization/credentials/name").asString())
        .isEqualTo("tokens");
    assertThat(
            all(documents, "Service").stream()
                .filter(each ->
                    each.at("/metadata/labels").properties().containsAll(labels.properties()))
                .map(each -> each.at("/metadata/name").asString()))
        .containsExactly(NAME + "-control");
  }
}
