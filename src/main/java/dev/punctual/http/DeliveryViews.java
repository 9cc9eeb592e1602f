package dev.punctual.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.punctual.delivery.api.DeliveryApi.AssignmentResult;
import dev.punctual.delivery.domain.Assignment;
import dev.punctual.delivery.domain.Explanation;
import dev.punctual.delivery.domain.Explanation.Exclusion;
import dev.punctual.delivery.domain.Explanation.Idle;
import dev.punctual.delivery.domain.Explanation.LeftOver;
import dev.punctual.delivery.domain.Explanation.Named;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Deliveries as clients see them. */
final class DeliveryViews {
  private DeliveryViews() {}

  record DeliveryView(
      String driverId,
      String packageId,
      String status,
      Optional<String> destinationAddress,
      double weightKg,
      double volumeM3,
      Instant assignedAt,
      Instant updatedAt) {}

  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record AssignView(
      Map<String, List<String>> assignments,
      List<String> unassignedPackages,
      List<String> unassignedDrivers,
      Optional<ExplanationView> explanation) {}

  record ExplanationView(List<PackagesView> packages, List<DriversView> drivers) {}

  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record PackagesView(
      String reason, List<String> packageIds, List<Exclusion> rules, Optional<Named> drivers) {}

  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record DriversView(
      String reason, List<String> driverIds, List<Exclusion> rules, Optional<Named> drivers) {}

  static DeliveryView view(Assignment assignment) {
    return new DeliveryView(
        assignment.driverId(),
        assignment.packageId(),
        assignment.status().label(),
        assignment.destinationAddress(),
        assignment.weightKg(),
        assignment.volumeM3(),
        assignment.assignedAt(),
        assignment.updatedAt());
  }

  static AssignView view(AssignmentResult result) {
    Map<String, List<String>> assignments = new LinkedHashMap<>();
    result.loads().forEach(load -> assignments.put(load.driverId(), load.packageIds()));
    return new AssignView(
        assignments,
        result.unassignedPackages(),
        result.unassignedDrivers(),
        result.explanation().map(DeliveryViews::view));
  }

  private static ExplanationView view(Explanation explanation) {
    return new ExplanationView(
        explanation.packages().stream().map(DeliveryViews::view).toList(),
        explanation.drivers().stream().map(DeliveryViews::view).toList());
  }

  private static PackagesView view(LeftOver left) {
    return new PackagesView(
        label(left.reason()), left.packageIds(), left.rules(), anybody(left.full()));
  }

  private static DriversView view(Idle idle) {
    return new DriversView(
        label(idle.reason()), idle.driverIds(), idle.rules(), anybody(idle.others()));
  }

  private static Optional<Named> anybody(Named drivers) {
    return Optional.of(drivers).filter(named -> named.count() > 0);
  }

  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
