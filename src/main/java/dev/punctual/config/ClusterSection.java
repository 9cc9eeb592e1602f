package dev.punctual.config;

import static dev.punctual.config.ConfigNode.LAST_PORT;

import dev.punctual.config.Config.Cluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the configuration says of the cluster. */
final class ClusterSection {
  private ClusterSection() {}

  static Cluster read(ConfigNode node) {
    Cluster cluster =
        new Cluster(
            node.at("members").list(ConfigNode::hostAndPort),
            node.at("kubernetes_service").optionalText(),
            node.at("host").text(),
            ports(node.at("port")),
            node.at("bus_port").port(),
            tls(node.at("tls")),
            node.at("trusted_network").flag());
    if (Set.of("0.0.0.0", "::", "[::]").contains(cluster.host())) {
      throw node.at("host").wrong("the one address at which other members reach this node");
    }
    if (!cluster.members().isEmpty() && cluster.kubernetesService().isPresent()) {
      throw new ConfigException(
          "cluster.kubernetes_service: members are found by it or listed in cluster.members, not"
              + " both");
    }
    if (cluster.isReachable() && !cluster.trustedNetwork()) {
      throw new ConfigException(
          "cluster.host: whoever reaches %s could command the cluster; keep it on a network of"
                  .formatted(cluster.host())
              + " its own and say so with cluster.trusted_network, or set cluster.host to"
              + " 127.0.0.1");
    }
    return cluster;
  }

  private static Cluster.Ports ports(ConfigNode node) {
    String expected = "a port from 1 to %d, or a range such as 5701-5703".formatted(LAST_PORT);
    String[] ends = node.text().split("-", -1);
    try {
      int first = Integer.parseInt(ends[0]);
      int last = Integer.parseInt(ends[ends.length - 1]);
      if (ends.length > 2 || first < 1 || last < first || last > LAST_PORT) {
        throw node.wrong(expected);
      }
      return new Cluster.Ports(first, last);
    } catch (NumberFormatException e) {
      throw node.wrong(expected);
    }
  }

  private static Optional<Cluster.Tls> tls(ConfigNode node) {
    ConfigNode key = node.at("key");
    ConfigNode certificate = node.at("certificate");
    ConfigNode ca = node.at("ca");
    if (Stream.of(key, certificate, ca).allMatch(given -> given.text().isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(new Cluster.Tls(file(key), file(certificate), file(ca)));
  }

  private static Path file(ConfigNode node) {
    Path file =
        node.optionalText()
            .map(Path::of)
            .orElseThrow(
                () ->
                    new ConfigException(
                        node.path() + ": is missing; cluster.tls takes key, certificate and ca"));
    if (!Files.isReadable(file)) {
      throw new ConfigException(
          "%s: %s: there is no such file, or it cannot be read".formatted(node.path(), file));
    }
    return file;
  }
}
