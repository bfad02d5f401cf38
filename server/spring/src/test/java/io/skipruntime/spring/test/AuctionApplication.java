package io.skipruntime.spring.test;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application whose service is found by scanning. */
@SpringBootApplication
class AuctionApplication {}
