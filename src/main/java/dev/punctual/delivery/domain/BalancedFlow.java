package dev.punctual.delivery.domain;

import java.util.Arrays;
import java.util.List;

/**
 * The flow of the most packages, and among those the most even one.
 *
 * <p>Everybody's limit rises from 1 to the given one, and at each level as many packages as
 * possible are added to those that are held already. The sets of (driver, n-th package) pairs that
 * can be held together are the independent sets of a matroid, and this is its greedy algorithm with
 * the n-th packages of all drivers before the (n+1)-th of any: the result holds as many packages as
 * any assignment, and minimises the sum over all drivers of every convex function of their load.
 * The drivers without a package and the sum of the squares are two of those, so no other maximum
 * assignment serves more drivers, and none has sorted loads that are lexicographically smaller from
 * the top. (Edmonds 1971; Harvey, Ladner, Lovász, Tamir 2006, for semi-matchings.)
 */
final class BalancedFlow {
  private BalancedFlow() {}

  static ParcelFlow of(Groups groups, int maxPerDriver) {
    ParcelFlow flow = new ParcelFlow(groups);
    int packages = groups.parcels().stream().mapToInt(List::size).sum();
    boolean[] rising = new boolean[groups.drivers().size()];
    Arrays.fill(rising, true);
    for (int level = 1; level <= Math.min(maxPerDriver, packages); level++) {
      for (int driver = 0; driver < rising.length; driver++) {
        if (rising[driver]) {
          long limit = (long) level * groups.drivers().get(driver).size();
          flow.limit(driver, (int) Math.min(limit, packages));
        }
      }
      if (flow.fill() == 0) {
        break;
      }
      stopThoseWithRoom(flow, rising);
    }
    return flow;
  }

  /** A group that could not fill its level never can: greedy does not look back. */
  private static void stopThoseWithRoom(ParcelFlow flow, boolean[] rising) {
    for (int driver = 0; driver < rising.length; driver++) {
      if (flow.hasRoom(driver)) {
        rising[driver] = false;
        flow.limit(driver, flow.load(driver));
      }
    }
  }
}
