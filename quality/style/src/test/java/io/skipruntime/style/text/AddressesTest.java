package io.skipruntime.style.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Sample;
import io.skipruntime.style.project.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressesTest {

  private static final String SCHEME = "https:" + "//";

  @Test
  void findsAHostThatIsNotAllowed() {
    assertThat(found("see\n" + SCHEME + "packages.somewhere.net/x/y.jar"))
        .containsExactly("line 2: " + SCHEME + "packages.somewhere.net");
  }

  @Test
  void isNotMisledByAnAllowedHostInFrontOrWithin() {
    assertThat(found(SCHEME + "localhost@somewhere.net/")).hasSize(1);
    assertThat(found(SCHEME + "www.w3.org.somewhere.net/")).hasSize(1);
    assertThat(found(SCHEME + "notexample.com/")).hasSize(1);
  }

  @Test
  void acceptsAllowedHosts_withPortsAndPaths() {
    assertThat(found("http://127.0.0.1:8080/v1 http://[::1]:80/ http://www.w3.org/2001/XMLSchema"))
        .isEmpty();
    assertThat(found("https://api.example.com/x")).isEmpty();
  }

  @Test
  void acceptsHostsThatOnlyTheRunKnows() {
    assertThat(found("http://%s:%d/ http://${host}/ \"http://\" + host")).isEmpty();
  }

  private static List<String> found(String text) {
    return Sample.violations(new Addresses(), "a.md", text).stream()
        .map(Violation::message)
        .toList();
  }
}
