package dev.punctual.http;

import dev.punctual.config.ApiKey;
import dev.punctual.config.ApiKey.Scope;
import dev.punctual.config.Config;
import dev.punctual.problem.ProblemType;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * Finds out who asks and whether they may. Keys are compared by their hashes, all of them and in
 * constant time, so that an answer's delay tells nothing. Without configured keys everyone is let
 * in; the configuration has made sure that only this machine can come, and {@link OwnPages} that no
 * web page of others sends its browser.
 */
final class Authenticator {
  /** Whom a service of the same installation acts for. */
  static final String TENANT_HEADER = "Punctual-Tenant";

  private static final String SCHEME = "Bearer ";
  private static final Principal ANYBODY =
      new Principal("anonymous", ApiKey.DEFAULT_TENANT, EnumSet.allOf(Scope.class));

  private final List<ApiKey> keys;
  private final Config.Http.Open open;
  private final OwnPages ownPages;
  private final Optional<String> serviceKeyHash;

  Authenticator(List<ApiKey> keys, Config.Http config, String serviceKey) {
    this.keys = keys;
    this.open = config.open();
    this.ownPages = new OwnPages(config.publicUrl());
    this.serviceKeyHash = Optional.of(ApiKey.hash(serviceKey));
  }

  /**
   * The asker.
   *
   * @throws dev.punctual.problem.ProblemException {@code unauthorized} or {@code forbidden}
   */
  Principal authenticate(OperationSpec operation, HttpServerRequest request) {
    if (operation.open() && isOpen(operation.path())) {
      return ANYBODY;
    }
    return authenticate(operation.readsOnly() ? Scope.READ : Scope.WRITE, request);
  }

  /**
   * Lets a reader of the documentation in.
   *
   * @throws dev.punctual.problem.ProblemException {@code unauthorized} or {@code forbidden}
   */
  void admitToDocs(HttpServerRequest request) {
    if (!open.docs()) {
      authenticate(Scope.READ, request);
    }
  }

  private Principal authenticate(Scope needed, HttpServerRequest request) {
    Optional<String> presented =
        Optional.ofNullable(request.getHeader("Authorization"))
            .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
            .map(header -> ApiKey.hash(header.substring(SCHEME.length()).strip()));
    Principal principal =
        presented
            .flatMap(hash -> service(hash, request).or(() -> client(hash)))
            .or(() -> keyless(request))
            .orElseThrow(
                () ->
                    ProblemType.UNAUTHORIZED.because(
                        "Send a valid key in Authorization: Bearer KEY."));
    if (!principal.scopes().contains(needed)) {
      throw ProblemType.FORBIDDEN.because(
          "The key "
              + principal.name()
              + " lacks the scope "
              + needed.name().toLowerCase(java.util.Locale.ROOT)
              + ".");
    }
    return principal;
  }

  private Optional<Principal> keyless(HttpServerRequest request) {
    if (!keys.isEmpty()) {
      return Optional.empty();
    }
    ownPages.require(request);
    return Optional.of(ANYBODY);
  }

  private boolean isOpen(String path) {
    if (path.startsWith("/health/")) {
      return open.health();
    }
    if (path.startsWith(WebhookUrls.PATH)) {
      return open.hooks();
    }
    return path.equals("/metrics") ? open.metrics() : open.docs();
  }

  private Optional<Principal> service(String hash, HttpServerRequest request) {
    return serviceKeyHash
        .filter(own -> same(own, hash))
        .map(
            own ->
                new Principal(
                    "service",
                    Optional.ofNullable(request.getHeader(TENANT_HEADER))
                        .orElse(ApiKey.DEFAULT_TENANT),
                    EnumSet.of(Scope.READ)));
  }

  private Optional<Principal> client(String hash) {
    Optional<Principal> found = Optional.empty();
    for (ApiKey key : keys) {
      if (same(key.sha256(), hash)) {
        found = Optional.of(new Principal(key.name(), key.tenant(), key.scopes()));
      }
    }
    return found;
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }
}
