package io.skipruntime.server.options;

import java.util.List;

/** The options of how much a client may ask for at a time. */
final class LimitOptionTable {

  /** The options, in the order in which they are listed. */
  static final List<PartOption<LimitOptions, ?>> ALL =
      List.of(
          new PartOption<>(
              "max-body-bytes",
              OptionType.BYTES,
              "how long the body of a request may be",
              limits -> (long) limits.maxBodyBytes(),
              LimitOptions::withMaxBodyBytes),
          new PartOption<>(
              "max-header-bytes",
              OptionType.BYTES,
              "how long the headers of a request may be together, and its first line",
              limits -> (long) limits.maxHeaderBytes(),
              LimitOptions::withMaxHeaderBytes),
          new PartOption<>(
              "pending-answer-bytes",
              OptionType.BYTES,
              "how many bytes of answers each listener holds for clients that do not take them, at"
                  + " most an eighth of the heap",
              LimitOptions::pendingAnswerBytes,
              LimitOptions::withPendingAnswerBytes),
          new PartOption<>(
              "pending-body-bytes",
              OptionType.BYTES,
              "how many bytes of bodies each listener holds that are not handled yet, at most an"
                  + " eighth of the heap",
              LimitOptions::pendingBodyBytes,
              LimitOptions::withPendingBodyBytes),
          new PartOption<>(
              "max-depth",
              OptionType.COUNT,
              "how deep the JSON of a request may be nested, at most 512",
              LimitOptions::maxDepth,
              LimitOptions::withMaxDepth),
          new PartOption<>(
              "max-entries",
              OptionType.COUNT,
              "how many entries one write may have",
              LimitOptions::maxEntries,
              LimitOptions::withMaxEntries),
          new PartOption<>(
              "max-connections",
              OptionType.COUNT,
              "how many connections both listeners may have together",
              LimitOptions::maxConnections,
              LimitOptions::withMaxConnections),
          new PartOption<>(
              "max-connections-per-address",
              OptionType.COUNT,
              "how many connections one address may have, unless it is one of proxy-addresses",
              LimitOptions::maxConnectionsPerAddress,
              LimitOptions::withMaxConnectionsPerAddress),
          new PartOption<>(
              "proxy-addresses",
              OptionType.LIST,
              "IP addresses of proxies, whose connections are those of many clients",
              LimitOptions::proxyAddresses,
              LimitOptions::withProxyAddresses),
          new PartOption<>(
              "header-seconds",
              OptionType.SECONDS,
              "how long the head of a request may take from its first byte on",
              LimitOptions::headerMillis,
              LimitOptions::withHeaderMillis),
          new PartOption<>(
              "body-seconds",
              OptionType.SECONDS,
              "how long the body of a request may take",
              LimitOptions::bodyMillis,
              LimitOptions::withBodyMillis),
          new PartOption<>(
              "keep-alive-seconds",
              OptionType.SECONDS,
              "how long a connection is kept on which there is no request",
              LimitOptions::keepAliveMillis,
              LimitOptions::withKeepAliveMillis),
          new PartOption<>(
              "streams-per-connection",
              OptionType.COUNT,
              "how many streams one request may follow on its connection",
              LimitOptions::maxStreamsPerConnection,
              LimitOptions::withMaxStreamsPerConnection));

  private LimitOptionTable() {}
}
