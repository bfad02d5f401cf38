package io.skipruntime.spring.mount;

import org.springframework.boot.WebApplicationType;

/** The protocol in Reactor Netty, by WebFlux. */
final class FluxMountTest extends MountContract {

  FluxMountTest() {
    super(WebApplicationType.REACTIVE);
  }
}
