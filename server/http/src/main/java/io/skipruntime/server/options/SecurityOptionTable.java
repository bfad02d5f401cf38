package io.skipruntime.server.options;

import java.util.List;

/** The options of who may do what, and of how connections are protected. */
final class SecurityOptionTable {

  /** The options, in the order in which they are listed. */
  static final List<PartOption<SecurityOptions, ?>> ALL =
      List.of(
          new PartOption<>(
              "control-token",
              OptionType.SECRET,
              "what requests to control carry as Authorization: Bearer; at least 16 characters",
              options -> options.controlToken().orElse(""),
              SecurityOptions::withControlToken),
          new PartOption<>(
              "control-token-file",
              OptionType.FILE,
              "file with such tokens, one a line",
              options -> options.controlTokenFile().orElse(""),
              SecurityOptions::withControlTokenFile),
          new PartOption<>(
              "control-name",
              OptionType.LIST,
              "names with dots that control is addressed by when it needs no token; *.example.org"
                  + " for all below",
              SecurityOptions::controlNames,
              SecurityOptions::withControlNames),
          new PartOption<>(
              "control-client-authorities",
              OptionType.FILE,
              "PEM file of those who certify control's clients, which then need a certificate",
              options -> options.controlClientAuthorities().orElse(""),
              SecurityOptions::withControlClientAuthorities),
          new PartOption<>(
              "tls-certificate",
              OptionType.FILE,
              "PEM file with the certificate of both listeners and those that lead to an authority",
              options -> options.tlsCertificate().orElse(""),
              SecurityOptions::withTlsCertificate),
          new PartOption<>(
              "tls-key",
              OptionType.FILE,
              "PEM file with the certificate's private key",
              options -> options.tlsKey().orElse(""),
              SecurityOptions::withTlsKey),
          new PartOption<>(
              "tls-reload-seconds",
              OptionType.SECONDS,
              "how often the files of TLS are looked at; what is new is used for new connections",
              SecurityOptions::tlsReloadMillis,
              SecurityOptions::withTlsReloadMillis),
          new PartOption<>(
              "http2-max-streams",
              OptionType.COUNT,
              "how many requests one connection of HTTP/2 may have at a time",
              SecurityOptions::http2MaxStreams,
              SecurityOptions::withHttp2MaxStreams),
          new PartOption<>(
              "stream-token-secret",
              OptionType.SECRET,
              "what permissions to follow streams are signed with; at least 32 characters",
              options -> options.streamTokenSecret().orElse(""),
              SecurityOptions::withStreamTokenSecret),
          new PartOption<>(
              "stream-token-secret-file",
              OptionType.FILE,
              "file with such secrets, one a line: the first signs, each is good",
              options -> options.streamTokenSecretFile().orElse(""),
              SecurityOptions::withStreamTokenSecretFile),
          new PartOption<>(
              "stream-token-seconds",
              OptionType.SECONDS,
              "how long a permission to follow a stream is good",
              SecurityOptions::streamTokenMillis,
              SecurityOptions::withStreamTokenMillis),
          new PartOption<>(
              "jwt-keys-file",
              OptionType.FILE,
              "file with the public keys of users' tokens: a JSON web key set, or PEM",
              options -> options.jwtKeysFile().orElse(""),
              SecurityOptions::withJwtKeysFile),
          new PartOption<>(
              "jwt-keys-url",
              OptionType.TEXT,
              "address of a JSON web key set that verifies users' tokens",
              options -> options.jwtKeysUrl().orElse(""),
              SecurityOptions::withJwtKeysUrl),
          new PartOption<>(
              "jwt-secret",
              OptionType.SECRET,
              "what the issuer of users' tokens shares with the server, for HS256; at least 32"
                  + " characters",
              options -> options.jwtSecret().orElse(""),
              SecurityOptions::withJwtSecret),
          new PartOption<>(
              "jwt-secret-file",
              OptionType.FILE,
              "file with such secrets, one a line",
              options -> options.jwtSecretFile().orElse(""),
              SecurityOptions::withJwtSecretFile),
          new PartOption<>(
              "jwt-issuer",
              OptionType.TEXT,
              "who issues users' tokens",
              options -> options.jwtIssuer().orElse(""),
              SecurityOptions::withJwtIssuer),
          new PartOption<>(
              "jwt-audience",
              OptionType.LIST,
              "for whom users' tokens are; one is enough",
              SecurityOptions::jwtAudiences,
              SecurityOptions::withJwtAudiences),
          new PartOption<>(
              "jwt-claim",
              OptionType.LIST,
              "what else of a token resources see in its Principal",
              SecurityOptions::jwtClaims,
              SecurityOptions::withJwtClaims),
          new PartOption<>(
              "jwt-required",
              OptionType.SWITCH,
              "open resources at the streaming listener for verified users only",
              SecurityOptions::jwtRequired,
              SecurityOptions::withJwtRequired),
          new PartOption<>(
              "streaming-name",
              OptionType.LIST,
              "names that a streaming listener of this machine alone is addressed by, beside"
                  + " localhost; *.example.org for all below",
              SecurityOptions::streamingNames,
              SecurityOptions::withStreamingNames),
          new PartOption<>(
              "show-errors",
              OptionType.SWITCH,
              "for development: tell subscribers all about failures, as control is told",
              SecurityOptions::showErrors,
              SecurityOptions::withShowErrors));

  private SecurityOptionTable() {}
}
