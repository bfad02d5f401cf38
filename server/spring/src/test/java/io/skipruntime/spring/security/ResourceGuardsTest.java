package io.skipruntime.spring.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.ForbiddenException;
import io.skipruntime.Principal;
import io.skipruntime.PrincipalRequiredException;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.WiringException;
import io.skipruntime.server.Wait;
import io.skipruntime.spring.SkipInput;
import io.skipruntime.spring.SkipResource;
import io.skipruntime.spring.autoconfigure.Applications;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.expression.method.DefaultMethodSecurityExpressionHandler;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/** Users see a resource that is marked with @PreAuthorize as long as its condition holds. */
class ResourceGuardsTest {

  record Inputs(EagerCollection<String, Long> prices) {}

  // region guard
  @PreAuthorize("hasRole('TRADER') or authentication.name == #item")
  record PriceOf(String item, Optional<Principal> user) implements Resource<Inputs> {
    // endregion
    @Override
    public EagerCollection<String, Long> instantiate(Inputs in, Context context) {
      String wanted = item;
      return in.prices()
          .map((name, prices, out) -> {
            if (name.equals(wanted)) {
              out.emit(name, prices.getUnique());
            }
          });
    }
  }

  /** The items of a user. */
  record Mine(Principal user) implements Resource<Inputs> {
    @Override
    public EagerCollection<String, Long> instantiate(Inputs in, Context context) {
      String name = user.subject();
      return in.prices()
          .map((item, prices, out) -> {
            if (item.equals(name)) {
              out.emit(item, prices.getUnique());
            }
          });
    }
  }

  /** A service of prices, which those for whom the condition holds may see. */
  static class Prices implements SkipService<Inputs, Inputs> {
    @Override
    public Inputs createGraph(Inputs in, Context context) {
      return in;
    }

    @Override
    public Resources<Inputs> resources() {
      return Resources.of("price_of", PriceOf.class).and("mine", Mine.class);
    }
  }

  @PreAuthorize("denyAll")
  record WithoutPrincipal(String item) implements Resource<Inputs> {
    @Override
    public EagerCollection<String, Long> instantiate(Inputs in, Context context) {
      return in.prices();
    }
  }

  /** A service whose guard could not know the user. */
  static final class Unguardable implements SkipService<Inputs, Inputs> {
    @Override
    public Inputs createGraph(Inputs in, Context context) {
      return in;
    }

    @Override
    public Resources<Inputs> resources() {
      return Resources.of("all", WithoutPrincipal.class);
    }
  }

  /** What the test uses of the application. */
  record Beans(
      SkipInput<String, Long> prices,
      SkipResource<String, Long> priceOf,
      SkipResource<String, Long> mine) {}

  private static UserDetails user(String name, String... roles) {
    return User.withUsername(name).password("{noop}secret").roles(roles).build();
  }

  @Configuration
  @EnableAutoConfiguration
  static class Application {
    @Bean
    Prices service() {
      return new Prices();
    }

    @Bean
    Beans beans(
        SkipInput<String, Long> prices,
        SkipResource<String, Long> priceOf,
        SkipResource<String, Long> mine) {
      return new Beans(prices, priceOf, mine);
    }

    @Bean
    InMemoryUserDetailsManager users() {
      return new InMemoryUserDetailsManager(user("tina", "TRADER"), user("vase"));
    }
  }

  private static ConfigurableApplicationContext start() {
    ConfigurableApplicationContext context =
        Applications.start(
            Application.class,
            "spring.datasource.url=jdbc:h2:mem:guards",
            "skip.permissions.check-seconds=0.05");
    SkipInput<String, Long> prices = context.getBean(Beans.class).prices();
    prices.put("vase", 3L);
    prices.put("lamp", 4L);
    return context;
  }

  private static void logIn(ConfigurableApplicationContext context, String name) {
    UserDetails user = context.getBean(InMemoryUserDetailsManager.class).loadUserByUsername(name);
    SecurityContextHolder.getContext()
        .setAuthentication(
            UsernamePasswordAuthenticationToken.authenticated(user, null, user.getAuthorities()));
  }

  @AfterEach
  void logOut() {
    SecurityContextHolder.clearContext();
  }

  @Test
  void resource_isSeenByThoseForWhomTheConditionHolds() {
    try (ConfigurableApplicationContext context = start()) {
      SkipResource<String, Long> priceOf = context.getBean(Beans.class).priceOf();
      assertThatThrownBy(() -> priceOf.with(Map.of("item", "vase")).getAll())
          .isInstanceOf(ForbiddenException.class);
      logIn(context, "tina");
      assertThat(priceOf.with(Map.of("item", "lamp")).getAll())
          .containsExactly(Entry.of("lamp", 4L));
      logIn(context, "vase");
      assertThat(priceOf.with(Map.of("item", "vase")).getAll())
          .containsExactly(Entry.of("vase", 3L));
      assertThatThrownBy(() -> priceOf.with(Map.of("item", "lamp")).getAll())
          .isInstanceOf(ForbiddenException.class);
    }
  }

  @Test
  void principal_isTheUserOfTheThread() {
    try (ConfigurableApplicationContext context = start()) {
      SkipResource<String, Long> mine = context.getBean(Beans.class).mine();
      assertThatThrownBy(mine::getAll).isInstanceOf(PrincipalRequiredException.class);
      logIn(context, "vase");
      assertThat(mine.getAll()).containsExactly(Entry.of("vase", 3L));
    }
  }

  @Test
  void clientWithoutToken_getsStatus403() {
    try (ConfigurableApplicationContext context = start()) {
      assertThat(
              Applications.json(
                      "POST",
                      Applications.controlPort(context),
                      "/v1/snapshot/price_of",
                      "{\"item\":\"vase\"}")
                  .statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void openStream_ends_whenTheConditionDoesNotHoldAnyMore() throws IOException {
    try (ConfigurableApplicationContext context = start()) {
      logIn(context, "tina");
      SkipResource<String, Long> lamp =
          context.getBean(Beans.class).priceOf().with(Map.of("item", "lamp"));
      try (InputStream stream =
          URI.create(
                  "http://127.0.0.1:"
                      + Applications.streamingPort(context)
                      + "/v1/streams/"
                      + lamp.open())
              .toURL()
              .openStream()) {
        assertThat(readUntil(stream, "[[\"lamp\",[4]]]")).contains("event: init");
        context.getBean(InMemoryUserDetailsManager.class).updateUser(user("tina"));
        assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
            .contains("event: error")
            .contains("403")
            .doesNotContain("lamp");
      }
      assertThatThrownBy(lamp::getAll).isInstanceOf(ForbiddenException.class);
      context.getBean(InMemoryUserDetailsManager.class).updateUser(user("tina", "TRADER"));
      Wait.until(() -> isSeen(lamp));
    }
  }

  private static boolean isSeen(SkipResource<String, Long> resource) {
    try {
      return !resource.getAll().isEmpty();
    } catch (ForbiddenException e) {
      return false;
    }
  }

  private static String readUntil(InputStream stream, String text) throws IOException {
    StringBuilder read = new StringBuilder();
    byte[] part = new byte[1 << 12];
    while (read.indexOf(text) < 0) {
      int length = stream.read(part);
      assertThat(length).as("the stream after %s", read).isPositive();
      read.append(new String(part, 0, length, StandardCharsets.UTF_8));
    }
    return read.toString();
  }

  @Test
  void guardWithoutPrincipal_isRefused() {
    ResourceGuards guards =
        new ResourceGuards(new DefaultMethodSecurityExpressionHandler(), Optional.empty(), 1_000);
    assertThatThrownBy(() -> guards.decorate(new Unguardable()))
        .isInstanceOf(WiringException.class)
        .hasMessageContaining("@PreAuthorize on WithoutPrincipal");
  }
}
