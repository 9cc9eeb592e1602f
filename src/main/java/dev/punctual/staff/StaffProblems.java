package dev.punctual.staff;

import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;

/** The Data Service's problems, worded once. They name ids, never people. */
final class StaffProblems {
  private StaffProblems() {}

  static ProblemException noStaff(String id) {
    return ProblemType.NOT_FOUND.because("There is no staff with the id " + id + ".");
  }

  static ProblemException noGroup(String id) {
    return ProblemType.NOT_FOUND.because("There is no group with the id " + id + ".");
  }

  static ProblemException idTaken(String id) {
    return ProblemType.ID_TAKEN.because("The id " + id + " is in use.");
  }

  static ProblemException emailTaken() {
    return ProblemType.EMAIL_TAKEN.because("Another person has this e-mail address.");
  }

  static ProblemException stale(long version) {
    return ProblemType.PRECONDITION_FAILED.because("The current ETag is \"" + version + "\".");
  }

  static ProblemException cycle(String group, String parent) {
    return ProblemType.GROUP_CYCLE.because(
        "The group " + parent + " is " + group + " itself or nested in it.");
  }

  static ProblemException hasChildren(String group) {
    return ProblemType.GROUP_HAS_CHILDREN.because(
        "Groups are nested in " + group + "; cascade=true removes them with it.");
  }

  static ProblemException unknownParent(String parent) {
    Problem problem = Problem.invalid("/parent_group_id", "there is no group " + parent);
    return new ProblemException(
        new Problem(
            ProblemType.UNKNOWN_REFERENCE,
            "There is no group with the id " + parent + ".",
            problem.errors(),
            problem.retryAfter()));
  }
}
