package dev.punctual.testkit;

import java.util.List;
import java.util.Optional;

/**
 * Where a process runs.
 *
 * @param enter the command that runs another one there; empty for here
 * @param host its own address
 * @param outside where it finds the servers of the test
 * @param network that it is on, if it is not loopback
 */
public record Place(List<String> enter, String host, String outside, Optional<String> network) {
  public static final Place HERE = new Place(List.of(), "127.0.0.1", "127.0.0.1", Optional.empty());
}
