package dev.punctual.e2e.faults;

import dev.punctual.testkit.FaultyProxy;
import dev.punctual.testkit.Machines;
import dev.punctual.testkit.ServerProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;

/** Something that goes wrong under load, and how it is put right afterwards. */
interface Scenario {
  /** Longer than a lease, and than somebody else takes to notice. */
  Duration LONG = Duration.ofSeconds(6);

  /** Lets it happen; answers when firing goes on, but for the take-over. */
  Fault strike(Site site);

  /** What does not mend itself. */
  default void repair(Site site) {}

  /** All of it; answers where the outcome is not what it must be. */
  default List<String> run(Site site, Workload load) {
    load.strikes(strike(site));
    load.awaitFiring();
    repair(site);
    site.awaitBalance();
    return load.deviations();
  }

  private static void passUntil(Instant instant) {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> Instant.now().isAfter(instant));
  }

  /** {@code kill -9} of a node. */
  record NodeKilled(int node) implements Scenario {
    @Override
    public Fault strike(Site site) {
      Instant begin = Instant.now();
      site.node(node).kill();
      return Fault.ofOneNode("kill -9 of a node", begin);
    }

    @Override
    public void repair(Site site) {
      site.node(node).restart();
    }
  }

  /** SIGTERM and a new start, one node after the other. */
  record RollingRestart() implements Scenario {
    @Override
    public Fault strike(Site site) {
      for (int node = 0; node < site.nodes(); node++) {
        site.node(node).terminate();
        site.node(node).restart();
        site.awaitBalance();
      }
      return Fault.none("rolling restart");
    }
  }

  /** A node that stands still for longer than its lease. */
  record NodeAsleep(int node) implements Scenario {
    @Override
    public Fault strike(Site site) {
      ServerProcess sleeper = site.node(node);
      Instant begin = Instant.now();
      sleeper.freeze();
      passUntil(begin.plus(LONG));
      sleeper.thaw();
      return Fault.ofOneNode("SIGSTOP of a node", begin);
    }
  }

  /** A node that the database is silent to, then cut off from, then back. */
  record NodeCutOff(int node) implements Scenario {
    @Override
    public Fault strike(Site site) {
      FaultyProxy network = site.network(node);
      Instant begin = Instant.now();
      network.cut();
      passUntil(begin.plus(LONG));
      network.reset();
      passUntil(begin.plus(LONG).plusSeconds(1));
      network.heal();
      return Fault.ofOneNode("network cut, reset and healed", begin);
    }
  }

  /**
   * A node that neither the others nor the database can reach, for longer than they believe that it
   * is still there. What it has sent arrives when the network heals.
   */
  record NodeIsolated(int node, Machines machines) implements Scenario {
    private static final Duration UNTIL_IT_IS_MISSED = Duration.ofSeconds(20);

    @Override
    public Fault strike(Site site) {
      Instant begin = Instant.now();
      machines.pullCable(node);
      passUntil(begin.plus(UNTIL_IT_IS_MISSED));
      machines.plugCableIn(node);
      Instant settled = Instant.now().plus(LONG);
      return new Fault("a node cut off from everything", begin, begin, settled);
    }
  }

  /** {@code kill -9} of PostgreSQL, started again after some seconds. */
  record PostgresKilled() implements Scenario {
    @Override
    public Fault strike(Site site) {
      Instant begin = Instant.now();
      site.killPostgres();
      passUntil(begin.plus(LONG));
      site.restartPostgres();
      return Fault.ofAll("kill -9 of PostgreSQL", begin, Instant.now());
    }
  }

  /** The database finds no room, and then does. */
  record DiskFull(FullDisk disk) implements Scenario {
    @Override
    public Fault strike(Site site) {
      Instant begin = Instant.now();
      disk.fill();
      passUntil(begin.plus(LONG));
      disk.free();
      if (!site.isPostgresUp()) {
        // Out of room for its write-ahead log it gives up, and somebody has to start it.
        site.killPostgres();
        site.restartPostgres();
      }
      return Fault.ofAll("disk full", begin, Instant.now());
    }
  }
}
