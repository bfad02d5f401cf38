package io.skipruntime.auction.sql;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The auction by hand. */
@SpringBootApplication(
    scanBasePackages = {"io.skipruntime.auction.house", "io.skipruntime.auction.sql"})
public class SqlAuction {}
