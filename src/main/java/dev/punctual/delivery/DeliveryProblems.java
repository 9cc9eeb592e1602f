package dev.punctual.delivery;

import dev.punctual.delivery.api.DeliveryApi.ChangeStatus;
import dev.punctual.delivery.domain.DeliveryStatus;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;

/** The failures that every store reports in the same words. */
final class DeliveryProblems {
  private DeliveryProblems() {}

  static ProblemException notFound(ChangeStatus command) {
    return ProblemType.NOT_FOUND.because(
        "The package %s was not assigned to the driver %s."
            .formatted(command.packageId(), command.driverId()));
  }

  static ProblemException stepRefused(ChangeStatus command, DeliveryStatus current) {
    return ProblemType.DELIVERY_STEP_REFUSED.because(
        "The package %s is %s and cannot become %s."
            .formatted(command.packageId(), current.label(), command.status().label()));
  }
}
