package dev.punctual.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what one validation may cost. A schema of a few lines can ask for any number of steps, by
 * alternatives that refer to alternatives, and of any depth, by references; and a payload of a
 * megabyte can be wrong in half a million places.
 *
 * <p>It counts where the validator passes by anyway: at every keyword, array item and alternative,
 * which it notes in the evaluation path, and at every match of a pattern.
 */
final class ValidationBudget extends ExecutionContext {
  /** A validation ends with it; alternatives, which may yet turn out well, keep no more. */
  static final int MAX_ERRORS = 100;

  /**
   * Of 100 to 500 ns each. A megabyte of small numbers, each with two keywords, takes 1.5 million.
   */
  private static final long MAX_STEPS = 5_000_000;

  /** A pattern's instruction for a character takes some 10 ns, and so does any other work on it. */
  private static final int CHARACTERS_PER_STEP = 20;

  /** To say what is wrong takes longer than to see it. */
  private static final int STEPS_PER_ERROR = 20;

  /** Of the evaluation path; half a megabyte of stack is enough for it. */
  private static final int MAX_DEPTH = 500;

  private static final ThreadLocal<ValidationBudget> CURRENT = new ThreadLocal<>();

  private final List<Error> found = getErrors();
  private long steps;
  private int depth;

  private ValidationBudget() {
    super(ExecutionConfig.builder().locale(Locale.ROOT).formatAssertionsEnabled(true).build());
  }

  /** The validation would cost too much. */
  static final class Exceeded extends SchemaException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    private Exceeded(String reason) {
      super(reason);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }

  /** There are as many errors as anybody wants to read. */
  private static final class Enough extends SchemaException {
    private static final long serialVersionUID = 1L;

    private Enough() {
      super("");
    }
  }

  /**
   * Validates a payload.
   *
   * @throws Exceeded when it would cost too much
   */
  static List<Error> validate(Schema schema, JsonNode payload) {
    ValidationBudget budget = new ValidationBudget();
    CURRENT.set(budget);
    try {
      return schema.validate(budget, payload, OutputFormat.DEFAULT);
    } catch (Enough e) {
      return budget.found;
    } finally {
      CURRENT.remove();
    }
  }

  /** Keywords and patterns that are told nothing else find the budget by their thread. */
  static void spendOnText(long characters) {
    ValidationBudget current = CURRENT.get();
    if (current != null) {
      current.spend(1 + characters / CHARACTERS_PER_STEP);
    }
  }

  @Override
  public void evaluationPathAddLast(String keyword) {
    descend();
    super.evaluationPathAddLast(keyword);
  }

  @Override
  public void evaluationPathAddLast(int index) {
    descend();
    super.evaluationPathAddLast(index);
  }

  @Override
  public void evaluationPathRemoveLast() {
    depth--;
    super.evaluationPathRemoveLast();
  }

  @Override
  public void addError(Error error) {
    spend(STEPS_PER_ERROR + lengthOf(error.getArguments()) / CHARACTERS_PER_STEP);
    if (getErrors().size() < MAX_ERRORS) {
      super.addError(error);
    } else if (getErrors() == found) {
      throw new Enough();
    }
  }

  /** Some errors quote the schema. */
  private static long lengthOf(@Nullable Object @Nullable [] arguments) {
    return arguments == null
        ? 0
        : Arrays.stream(arguments)
            .mapToLong(argument -> argument instanceof String text ? text.length() : 0)
            .sum();
  }

  private void descend() {
    if (++depth > MAX_DEPTH) {
      throw new Exceeded("is nested too deep for its schema to be checked");
    }
    spend(1);
  }

  private void spend(long more) {
    steps += more;
    if (steps > MAX_STEPS) {
      throw new Exceeded("takes too many steps to be checked against its schema");
    }
  }
}
