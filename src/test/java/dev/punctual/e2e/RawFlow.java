package dev.punctual.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.ortools.Loader;
import com.google.ortools.graph.MaxFlow;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;

/**
 * A second opinion on a day's lists as they stand in their files: rules as the contract's table
 * says them, and OR-Tools' maximum flow with an arc for each driver and package.
 */
final class RawFlow {
  private final Map<String, JsonNode> drivers = new HashMap<>();
  private final Map<String, JsonNode> packages = new HashMap<>();

  RawFlow(JsonNode drivers, JsonNode packages) {
    Loader.loadNativeLibraries();
    drivers.forEach(driver -> this.drivers.put(driver.path("driver_id").asText(), driver));
    packages.forEach(parcel -> this.packages.put(parcel.path("package_id").asText(), parcel));
  }

  boolean admits(String driverId, String packageId) {
    return admits(
        Objects.requireNonNull(drivers.get(driverId), driverId),
        Objects.requireNonNull(packages.get(packageId), packageId));
  }

  int maximum(int maxPerDriver) {
    MaxFlow flow = new MaxFlow();
    int source = drivers.size() + packages.size();
    int sink = source + 1;
    int driver = 0;
    for (JsonNode who : drivers.values()) {
      flow.addArcWithCapacity(source, driver, maxPerDriver);
      int parcel = drivers.size();
      for (JsonNode what : packages.values()) {
        if (admits(who, what)) {
          flow.addArcWithCapacity(driver, parcel, 1);
        }
        parcel++;
      }
      driver++;
    }
    for (int parcel = drivers.size(); parcel < source; parcel++) {
      flow.addArcWithCapacity(parcel, sink, 1);
    }
    flow.solve(source, sink);
    return (int) flow.getOptimalFlow();
  }

  private static boolean admits(JsonNode driver, JsonNode parcel) {
    return StreamSupport.stream(driver.path("rules").spliterator(), false)
        .allMatch(rule -> admits(rule.path("code").asText(), rule.path("params"), parcel));
  }

  private static boolean admits(String code, JsonNode params, JsonNode parcel) {
    return switch (code) {
      case "MAX_WEIGHT" -> number(parcel, "weight_kg") <= number(params, "limit_kg");
      case "NO_PERISHABLE" -> !parcel.path("is_perishable").asBoolean();
      case "REGION_ONLY" -> contains(params.path("allowed_regions"), parcel.path("region"));
      case "MAX_DISTANCE" -> number(parcel, "distance_km") <= number(params, "max_km");
      case "EXPRESS_ONLY" -> parcel.path("is_express").asBoolean();
      case "FRAGILE_ONLY" -> parcel.path("is_fragile").asBoolean();
      case "HAZMAT_ALLOWED" ->
          parcel.path("hazmat_class").isNull()
              || contains(params.path("allowed_classes"), parcel.path("hazmat_class"));
      case "TEMP_CONTROL" ->
          number(params, "min_c") <= number(parcel, "temperature_c")
              && number(parcel, "temperature_c") <= number(params, "max_c");
      case "TIME_WINDOW" ->
          number(params, "start_hour") <= number(parcel, "delivery_hour")
              && number(parcel, "delivery_hour") <= number(params, "end_hour");
      case "OVERSIZED" -> number(parcel, "volume_m3") >= number(params, "min_volume_m3");
      default -> throw new IllegalArgumentException(code);
    };
  }

  private static double number(JsonNode node, String field) {
    return node.path(field).asDouble();
  }

  private static boolean contains(JsonNode list, JsonNode value) {
    return StreamSupport.stream(list.spliterator(), false).anyMatch(value::equals);
  }
}
