package dev.punctual.postgres;

import dev.punctual.config.Config.Postgres.Encryption;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** One setting in the words of the two drivers. */
final class PgTls {
  private PgTls() {}

  static PgConnectOptions apply(Encryption encryption, PgConnectOptions options) {
    return switch (encryption.mode()) {
      case DISABLE -> options.setSslMode(SslMode.DISABLE);
      case REQUIRE ->
          options
              .setSslMode(SslMode.REQUIRE)
              .setSslOptions(new ClientSSLOptions().setTrustAll(true));
      case VERIFY_FULL ->
          options
              .setSslMode(SslMode.VERIFY_FULL)
              .setSslOptions(
                  new ClientSSLOptions()
                      .setHostnameVerificationAlgorithm("HTTPS")
                      .setTrustOptions(
                          encryption
                              .rootCertificate()
                              .<TrustOptions>map(PgTls::only)
                              .orElseGet(PgTls::whomJavaTrusts)));
    };
  }

  /** The parameters of a JDBC URL. */
  static String jdbc(Encryption encryption) {
    return switch (encryption.mode()) {
      case DISABLE -> "sslmode=disable";
      case REQUIRE -> "sslmode=require";
      case VERIFY_FULL ->
          "sslmode=verify-full&"
              + encryption
                  .rootCertificate()
                  .map(file -> "sslrootcert=" + encode(file))
                  .orElse("sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory");
    };
  }

  private static PemTrustOptions only(Path rootCertificate) {
    return new PemTrustOptions().addCertPath(rootCertificate.toString());
  }

  private static TrustOptions whomJavaTrusts() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      @Nullable KeyStore defaults = null;
      factory.init(defaults);
      return TrustOptions.wrap(factory.getTrustManagers()[0]);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has a default trust store", e);
    }
  }

  private static String encode(Path file) {
    return URLEncoder.encode(file.toString(), StandardCharsets.UTF_8);
  }
}
