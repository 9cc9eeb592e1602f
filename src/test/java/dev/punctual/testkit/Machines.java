package dev.punctual.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Machines of their own for processes on this one: network namespaces on a bridge. The cable of
 * each can be pulled: nothing passes any more, and nobody is told.
 */
public final class Machines implements AutoCloseable {
  private static final String NETWORK = "10.213.77.";

  private final String bridge = "pn" + ProcessHandle.current().pid();
  private final List<Place> places;

  private Machines(int count) {
    this.places = IntStream.range(0, count).mapToObj(this::place).toList();
  }

  /**
   * Sets them up.
   *
   * @return empty where this process may not, or where there is no {@code ip}
   */
  public static Optional<Machines> start(int count) {
    Machines machines = new Machines(count);
    try {
      machines.setUp();
      return Optional.of(machines);
    } catch (IllegalStateException notHere) {
      System.out.println("no network namespaces: " + notHere.getMessage());
      machines.close();
      return Optional.empty();
    }
  }

  public Place get(int machine) {
    return places.get(machine);
  }

  public void pullCable(int machine) {
    ip("link set " + cable(machine) + " down");
  }

  public void plugCableIn(int machine) {
    ip("link set " + cable(machine) + " up");
  }

  private Place place(int machine) {
    return new Place(
        List.of("ip", "netns", "exec", name(machine)),
        NETWORK + (machine + 2),
        NETWORK + "1",
        Optional.of(NETWORK + "0/24"));
  }

  private String name(int machine) {
    return bridge + "-" + machine;
  }

  private String cable(int machine) {
    return bridge + "v" + machine;
  }

  private void setUp() {
    ip("link add " + bridge + " type bridge");
    ip("addr add " + NETWORK + "1/24 dev " + bridge);
    ip("link set " + bridge + " up");
    for (int machine = 0; machine < places.size(); machine++) {
      String name = name(machine);
      ip("netns add " + name);
      ip("link add " + cable(machine) + " type veth peer name eth0 netns " + name);
      ip("link set " + cable(machine) + " master " + bridge + " up");
      ip("-n " + name + " addr add " + places.get(machine).host() + "/24 dev eth0");
      ip("-n " + name + " link set eth0 up");
      ip("-n " + name + " link set lo up");
    }
  }

  private static void ip(String arguments) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments.split(" ")));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      byte[] said = process.getInputStream().readAllBytes();
      if (process.waitFor() != 0) {
        String reason = new String(said, StandardCharsets.UTF_8).strip();
        throw new IllegalStateException("ip " + arguments + ": " + reason);
      }
    } catch (IOException e) {
      throw new IllegalStateException("ip is not there", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    for (int machine = 0; machine < places.size(); machine++) {
      remove("link del " + cable(machine));
      remove("netns del " + name(machine));
    }
    remove("link del " + bridge);
  }

  private static void remove(String what) {
    try {
      ip(what);
    } catch (IllegalStateException gone) {
      // It was never set up.
    }
  }
}
