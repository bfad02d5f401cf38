package io.skipruntime.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.skipruntime.spring.BidsService;
import io.skipruntime.spring.SkipInput;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** A start that fails is explained with what to do about it. */
class FailureAnalysisTest {

  @Configuration
  @EnableAutoConfiguration
  static class Application {
    @Bean
    BidsService bidsService() {
      return new BidsService();
    }
  }

  @Configuration
  static class TwoServices extends Application {
    @Bean
    BidsService otherService() {
      return new BidsService();
    }
  }

  /** Something of the application that writes. */
  record Writer(SkipInput<String, BidsService.Bid> bids) {}

  @Configuration
  @EnableAutoConfiguration
  static class WithoutService {
    @Bean
    Writer writer(SkipInput<String, BidsService.Bid> bids) {
      return new Writer(bids);
    }
  }

  @Configuration
  static class OtherTypes extends Application {
    @Bean
    String reader(SkipInput<Long, BidsService.Bid> bids) {
      return bids.name();
    }
  }

  @Configuration
  static class OtherName extends Application {
    @Bean
    String reader(SkipInput<String, BidsService.Bid> offers) {
      return offers.name();
    }
  }

  private static FailureAnalysis analysis(Class<?> application, String... properties) {
    Throwable failure = catchThrowable(() -> Applications.start(application, properties).close());
    assertThat(failure).isNotNull();
    List<FailureAnalyzer> analyzers =
        SpringFactoriesLoader.forDefaultResourceLocation()
            .load(FailureAnalyzer.class, (type, name, needsArguments) -> {})
            .stream()
            .filter(each -> each.getClass().getPackage() == FailureAnalysisTest.class.getPackage())
            .toList();
    assertThat(analyzers).hasSize(4);
    return analyzers.stream()
        .map(each -> each.analyze(failure))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no analysis", failure));
  }

  @Test
  void portInUse_isExplainedWithItsProperty() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      FailureAnalysis analysis =
          analysis(Application.class, "skip.streaming-port=" + taken.getLocalPort());
      assertThat(analysis.getDescription())
          .contains("127.0.0.1:" + taken.getLocalPort(), "skip.streaming-port")
          .doesNotContain("--");
    }
  }

  @Test
  void optionsThatAreNotAllowed_areAllNamed() {
    FailureAnalysis analysis =
        analysis(Application.class, "skip.max-streams=none", "skip.heartbeat-second=1");
    assertThat(analysis.getDescription())
        .contains("skip.max-streams: must be a whole number")
        .contains("skip.heartbeat-second: ", "did you mean heartbeat-seconds?");
  }

  @Test
  void optionsThatContradictEachOther_areNamedAsProperties() {
    FailureAnalysis analysis = analysis(Application.class, "skip.jwt-issuer=me");
    assertThat(analysis.getDescription())
        .contains("skip.jwt-issuer needs", "skip.jwt-secret-file")
        .doesNotContain("--");
  }

  @Test
  void severalServices_areNamed() {
    FailureAnalysis analysis = analysis(TwoServices.class);
    assertThat(analysis.getDescription()).contains("bidsService", "otherService");
    assertThat(analysis.getAction()).contains("@Primary");
  }

  @Test
  void missingService_isExplained_whenItsInputIsInjected() {
    FailureAnalysis analysis = analysis(WithoutService.class);
    assertThat(analysis.getDescription()).contains("SkipInput", "no bean is a SkipService");
  }

  @Test
  void injectionOfOtherTypes_isExplained() {
    assertThat(analysis(OtherTypes.class).getDescription())
        .contains(
            "OtherTypes.bids has java.lang.Long and", "the input bids is of java.lang.String");
  }

  @Test
  void injectionOfAnotherName_isExplained() {
    assertThat(analysis(OtherName.class).getDescription())
        .contains("OtherName.offers names no input of the service; there are [bids]");
  }
}
