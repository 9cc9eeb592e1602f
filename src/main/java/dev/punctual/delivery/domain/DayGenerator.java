package dev.punctual.delivery.domain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

/** Makes up a day's lists; the same seed makes the same lists. */
public final class DayGenerator {
  private static final List<String> REGIONS = List.of("north", "south", "east", "west");
  private static final List<Integer> HAZMAT_CLASSES = List.of(1, 2, 3, 4);
  private static final List<String> CODES = List.copyOf(RuleCatalogue.codes());

  private final Random random;

  public DayGenerator(long seed) {
    this.random = new Random(seed);
  }

  /**
   * Drivers, each with rules of different kinds.
   *
   * @param least rules a driver has
   * @param most rules a driver has, up to the number of kinds
   */
  public List<Driver> drivers(int count, int least, int most) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(number -> new Driver("driver_" + number, rules(least, most)))
        .toList();
  }

  public List<Parcel> packages(int count) {
    return IntStream.range(0, count).mapToObj(number -> parcel()).toList();
  }

  private List<DriverRule> rules(int least, int most) {
    List<String> codes = new ArrayList<>(CODES);
    Collections.shuffle(codes, random);
    return codes.subList(0, random.nextInt(least, most + 1)).stream()
        .map(code -> new DriverRule(uuid(), code, params(code)))
        .toList();
  }

  private Map<String, Object> params(String code) {
    return switch (code) {
      case MaxWeight.CODE -> Map.of("limit_kg", 10);
      case MaxDistance.CODE -> Map.of("max_km", 50);
      case RegionOnly.CODE -> Map.of("allowed_regions", someOf(REGIONS, 2));
      case HazmatAllowed.CODE ->
          Map.of("allowed_classes", someOf(HAZMAT_CLASSES, random.nextInt(1, 3)));
      case TempControl.CODE -> Map.of("min_c", 2, "max_c", 8);
      case TimeWindow.CODE -> Map.of("start_hour", 8, "end_hour", 17);
      case Oversized.CODE -> Map.of("min_volume_m3", 0.5);
      default -> Map.of();
    };
  }

  private Parcel parcel() {
    int hazmat = random.nextInt(HAZMAT_CLASSES.size() + 1);
    return new Parcel(
        uuid(),
        hundredths(0.5, 20),
        random.nextBoolean(),
        REGIONS.get(random.nextInt(REGIONS.size())),
        hundredths(1, 100),
        random.nextBoolean(),
        random.nextBoolean(),
        hazmat == 0 ? OptionalInt.empty() : OptionalInt.of(hazmat),
        hundredths(-5, 25),
        random.nextInt(24),
        hundredths(0.1, 3),
        Optional.of("%d Depot Road".formatted(random.nextInt(1, 1_000))));
  }

  private <T> List<T> someOf(List<T> all, int count) {
    List<T> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, random);
    return List.copyOf(shuffled.subList(0, count));
  }

  private double hundredths(double least, double most) {
    return Math.round(random.nextDouble(least, most) * 100) / 100.0;
  }

  private String uuid() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return UUID.nameUUIDFromBytes(bytes).toString();
  }
}
