package dev.punctual.delivery.domain;

import java.util.List;
import java.util.Map;

/**
 * Why packages are left over, and why drivers are. What the rules cannot tell apart is explained
 * once, and drivers are named up to {@link #NAMES} at a time, so that its size stays within that of
 * the answer that it explains.
 */
public record Explanation(List<LeftOver> packages, List<Idle> drivers) {
  /** How many drivers are named where more could be. */
  public static final int NAMES = 10;

  public Explanation {
    packages = List.copyOf(packages);
    drivers = List.copyOf(drivers);
  }

  /** Why nobody has a package. */
  public enum PackageReason {
    /** For every driver there is a rule that excludes it. */
    NO_DRIVER_ADMITS,
    /** Everybody who could take it has as many as allowed. */
    DRIVERS_FULL
  }

  /** Why a driver has no package. */
  public enum DriverReason {
    /** Every package is excluded by one of the driver's rules, or there is none. */
    NO_PACKAGE_ADMITTED,
    /** Whatever the driver could take is somebody else's only package. */
    PACKAGES_WITH_OTHERS
  }

  /**
   * A rule and what it keeps apart.
   *
   * @param excluded how many drivers (or packages) it excludes here
   */
  public record Exclusion(String code, Map<String, Object> params, int excluded) {
    public Exclusion {
      params = Map.copyOf(params);
    }
  }

  /** Some of the drivers that are meant, and how many they are in all. */
  public record Named(List<String> some, int count) {
    static final Named NOBODY = new Named(List.of(), 0);

    public Named {
      some = List.copyOf(some);
    }
  }

  /**
   * Packages that nobody has.
   *
   * @param rules that exclude them, the one with the most drivers first
   * @param full the drivers who could take them
   */
  public record LeftOver(
      PackageReason reason, List<String> packageIds, List<Exclusion> rules, Named full) {
    public LeftOver {
      packageIds = List.copyOf(packageIds);
      rules = List.copyOf(rules);
    }
  }

  /**
   * Drivers who have no package.
   *
   * @param rules theirs, the one that excludes the most packages first
   * @param others who have what they could take
   */
  public record Idle(
      DriverReason reason, List<String> driverIds, List<Exclusion> rules, Named others) {
    public Idle {
      driverIds = List.copyOf(driverIds);
      rules = List.copyOf(rules);
    }
  }
}
