package dev.punctual.problem;

/**
 * A failure that the client may be told. It is an answer, not a defect, so it carries no stack
 * trace.
 */
public final class ProblemException extends RuntimeException {
  private final transient Problem problem;

  public ProblemException(Problem problem) {
    super(problem.type().code() + ": " + problem.detail());
    this.problem = problem;
  }

  /** The same exception with its cause, for the log of whoever handles it. */
  public ProblemException caused(Throwable cause) {
    initCause(cause);
    return this;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  public Problem problem() {
    return problem;
  }

  public ProblemType type() {
    return problem.type();
  }
}
