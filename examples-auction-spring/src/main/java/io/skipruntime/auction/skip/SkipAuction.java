package io.skipruntime.auction.skip;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The auction with Skip. */
@SpringBootApplication(
    scanBasePackages = {"io.skipruntime.auction.house", "io.skipruntime.auction.skip"})
public class SkipAuction {}
