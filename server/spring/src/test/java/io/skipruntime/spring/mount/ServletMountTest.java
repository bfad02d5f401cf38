package io.skipruntime.spring.mount;

import org.springframework.boot.WebApplicationType;

/** The protocol in Tomcat. */
final class ServletMountTest extends MountContract {

  ServletMountTest() {
    super(WebApplicationType.SERVLET);
  }
}
