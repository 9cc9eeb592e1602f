package dev.punctual.app;

import dev.punctual.config.Config;
import dev.punctual.config.ConfigLoader;
import dev.punctual.config.Role;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a node until it is told to stop. */
@Command(
    name = "serve",
    description = "Run a node (the default command).",
    mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  private static final String THIS_MACHINE = "127.0.0.1:5701,127.0.0.1:5702,127.0.0.1:5703";

  @Mixin private ConfigFile file = new ConfigFile();

  @Option(
      names = "--roles",
      paramLabel = "ROLES",
      description =
          "What this node does: all, data-service, scheduling-service, or roles with commas.")
  private String roles = "";

  @Option(
      names = "--cluster",
      arity = "0..1",
      paramLabel = "MEMBERS",
      fallbackValue = THIS_MACHINE,
      description = {
        "Join the cluster of these nodes: host:port, with commas.",
        "Without a value: the nodes on this machine, at most three."
      })
  private String members = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    if (!roles.isEmpty()) {
      environment.put("PUNCTUAL_ROLES", roles);
    }
    if (!members.isEmpty()) {
      environment.put("PUNCTUAL_CLUSTER_MEMBERS", members);
    }
    if (members.equals(THIS_MACHINE)) {
      environment.put("PUNCTUAL_CLUSTER_HOST", "127.0.0.1");
      environment.put("PUNCTUAL_CLUSTER_PORT", "5701-5703");
    }
    return environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    Config config = ConfigLoader.load(file.path(), environment());
    Logging.configure(config.log());
    warnOfUnknownVariables();
    PrintWriter out = spec.commandLine().getOut();
    Node node = Node.start(config, out::println);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  LOG.info("Stopping");
                  node.stop();
                  LOG.info("Stopped");
                  stopped.countDown();
                },
                "shutdown"));
    LOG.atInfo().addKeyValue("roles", roleNames(config)).log("Punctual is ready{}", where(node));
    stopped.await();
    return 0;
  }

  private static void warnOfUnknownVariables() {
    SortedSet<String> unknown = ConfigLoader.unknownVariables(System.getenv());
    if (!unknown.isEmpty()) {
      LOG.warn("No configuration key is set by {}", String.join(", ", unknown));
    }
  }

  private static String where(Node node) {
    return Optional.of(node)
        .flatMap(Node::address)
        .map(address -> " at " + address + " (API documentation at " + address + "/docs)")
        .orElse("");
  }

  private static String roleNames(Config config) {
    return config.roles().stream().map(Role::label).sorted().collect(Collectors.joining(","));
  }
}
