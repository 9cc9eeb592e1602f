package dev.punctual.trigger.runner;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lets a few calls at once to each host. The others wait their turn, first come, first served; a
 * host that hangs makes only those wait who want to go there. For all threads of a node.
 */
final class HostLimiter {
  private final Limits limits;
  private final Map<String, Host> hosts = new HashMap<>();
  private int waiting;

  HostLimiter(Limits limits) {
    this.limits = limits;
  }

  /**
   * How much is let in.
   *
   * @param running calls to one host at once
   * @param waitingForHost those that wait for one host
   * @param waiting those that wait for any host
   */
  record Limits(int running, int waitingForHost, int waiting) {}

  private static final class Host {
    private final String name;
    private final Set<Ticket> queue = new LinkedHashSet<>();
    private int running;

    private Host(String name) {
      this.name = name;
    }

    private boolean isIdle() {
      return running == 0 && queue.isEmpty();
    }
  }

  private enum State {
    WAITING,
    RUNNING,
    GONE
  }

  /** A place among those who run or wait. */
  final class Ticket {
    private final Host host;
    private final Runnable turn;
    private State state = State.WAITING;

    private Ticket(Host host, Runnable turn) {
      this.host = host;
      this.turn = turn;
    }

    /** Makes room for the next, whether its own turn had come or not; again changes nothing. */
    void leave() {
      remove(this).ifPresent(next -> next.turn.run());
    }
  }

  /**
   * Takes a place.
   *
   * @param turn runs once it is this call's turn: at once on this thread, or on the thread that
   *     leaves; never if the ticket has left before
   * @return empty if too many wait already
   */
  Optional<Ticket> enter(String name, Runnable turn) {
    Ticket ticket;
    synchronized (this) {
      Host host = hosts.computeIfAbsent(name, Host::new);
      ticket = new Ticket(host, turn);
      if (host.running >= limits.running()) {
        return enqueue(ticket);
      }
      start(ticket);
    }
    turn.run();
    return Optional.of(ticket);
  }

  /** How many hosts are remembered: those with calls. */
  synchronized int hosts() {
    return hosts.size();
  }

  private Optional<Ticket> enqueue(Ticket ticket) {
    Set<Ticket> queue = ticket.host.queue;
    if (queue.size() >= limits.waitingForHost() || waiting >= limits.waiting()) {
      return Optional.empty();
    }
    queue.add(ticket);
    waiting++;
    return Optional.of(ticket);
  }

  private static void start(Ticket ticket) {
    ticket.host.running++;
    ticket.state = State.RUNNING;
  }

  private synchronized Optional<Ticket> remove(Ticket ticket) {
    if (ticket.state == State.GONE) {
      return Optional.empty();
    }
    Host host = ticket.host;
    Optional<Ticket> next = Optional.empty();
    if (ticket.state == State.WAITING) {
      host.queue.remove(ticket);
      waiting--;
    } else {
      host.running--;
      next = host.queue.stream().findFirst();
      next.ifPresent(
          first -> {
            host.queue.remove(first);
            waiting--;
            start(first);
          });
    }
    ticket.state = State.GONE;
    if (host.isIdle()) {
      hosts.remove(host.name);
    }
    return next;
  }
}
