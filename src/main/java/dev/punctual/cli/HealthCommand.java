package dev.punctual.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks a server whether it is ready; for container health checks. Exit 0 if it is, else 1. */
@Command(
    name = "health",
    description = "Ask a running server whether it is ready (exit 0) or not (exit 1).",
    mixinStandardHelpOptions = true)
public final class HealthCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  @Option(
      names = "--url",
      description = "The server (default: ${DEFAULT-VALUE}).",
      defaultValue = "http://127.0.0.1:${env:PUNCTUAL_HTTP_PORT:-8080}")
  private String url = "";

  @Option(
      names = "--check",
      description = "live, ready or started (default: ${DEFAULT-VALUE}).",
      defaultValue = "ready")
  private String check = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      HttpResponse<String> answer =
          HttpClient.newBuilder()
              .connectTimeout(TIMEOUT)
              .build()
              .send(
                  HttpRequest.newBuilder(URI.create(url + "/health/" + check))
                      .timeout(TIMEOUT)
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      out.println(answer.body());
      return answer.statusCode() == 200 ? 0 : 1;
    } catch (IOException | IllegalArgumentException e) {
      spec.commandLine().getErr().println("No answer from " + url);
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }
}
