package dev.punctual.config;

import dev.punctual.config.Config.Postgres.Encryption;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the section {@code postgres}. What is wrong with a URL never repeats its password. */
final class PostgresSection {
  private static final String MODE = "sslmode";
  private static final String ROOT_CERTIFICATE = "sslrootcert";

  private PostgresSection() {}

  static Config.Postgres read(ConfigNode node) {
    Optional<URI> url = node.at("url").url("postgresql", "postgres");
    return new Config.Postgres(
        url,
        url.map(PostgresSection::encryption).orElse(Encryption.OFF),
        node.at("user").text(),
        node.at("password").text(),
        node.at("pool_size").integer(2, 200),
        node.at("acquire_timeout").duration(),
        node.at("statement_timeout").duration());
  }

  private static Encryption encryption(URI url) {
    Map<String, String> parameters = parameters(url);
    Encryption.Mode mode = mode(parameters.getOrDefault(MODE, "disable"));
    Optional<Path> rootCertificate =
        Optional.ofNullable(parameters.get(ROOT_CERTIFICATE)).map(Path::of);
    if (rootCertificate.isPresent() && mode != Encryption.Mode.VERIFY_FULL) {
      throw wrong("sslrootcert says whom to trust, which goes with sslmode=verify-full alone");
    }
    if (rootCertificate.filter(file -> !Files.isReadable(file)).isPresent()) {
      throw wrong("the file of sslrootcert cannot be read");
    }
    return new Encryption(mode, rootCertificate);
  }

  private static Encryption.Mode mode(String name) {
    return switch (name) {
      case "disable" -> Encryption.Mode.DISABLE;
      case "require" -> Encryption.Mode.REQUIRE;
      case "verify-full" -> Encryption.Mode.VERIFY_FULL;
      default -> throw wrong("sslmode must be disable, require or verify-full");
    };
  }

  /** A parameter that is not understood might be one that somebody relies on. */
  private static Map<String, String> parameters(URI url) {
    Map<String, String> parameters = new HashMap<>();
    if (url.getRawQuery() == null) {
      return parameters;
    }
    for (String parameter : url.getRawQuery().split("&", -1)) {
      String[] parts = parameter.split("=", 2);
      if (parts.length < 2 || !Set.of(MODE, ROOT_CERTIFICATE).contains(parts[0])) {
        throw wrong("of the parameters, sslmode and sslrootcert are known, not " + parts[0]);
      }
      parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return parameters;
  }

  private static ConfigException wrong(String reason) {
    return new ConfigException("postgres.url: " + reason);
  }
}
