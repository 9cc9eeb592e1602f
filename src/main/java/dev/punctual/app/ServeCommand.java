package dev.punctual.app;

import dev.punctual.config.Config;
import dev.punctual.config.ConfigLoader;
import dev.punctual.config.Role;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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

  @Mixin private ConfigFile file = new ConfigFile();

  @Option(
      names = "--roles",
      paramLabel = "ROLES",
      description =
          "What this node does: all, data-service, scheduling-service, or roles with commas.")
  private String roles = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> environment = new HashMap<>(System.getenv());
    if (!roles.isEmpty()) {
      environment.put("PUNCTUAL_ROLES", roles);
    }
    Config config = ConfigLoader.load(file.path(), environment);
    Logging.configure(config.log());
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
