package dev.punctual.problem;

import java.util.Locale;

/**
 * The catalogue of problems: the HTTP status and the human title of each. The machine-readable
 * {@code code} is the constant's name in lower case; clients may rely on it.
 */
public enum ProblemType {
  MALFORMED_JSON(400, "The body is not well-formed JSON"),
  PARAMETER_INVALID(400, "A parameter is invalid"),
  HEADER_INVALID(400, "A header is invalid"),
  BAD_REQUEST(400, "The request is malformed"),
  UNAUTHORIZED(401, "A valid API key is required"),
  FORBIDDEN(403, "The API key lacks the scope that this needs"),
  FOREIGN_ORIGIN(403, "Another site's page may not come in without an API key"),
  NOT_FOUND(404, "There is no such resource"),
  METHOD_NOT_ALLOWED(405, "The resource does not know this method"),
  NOT_ACCEPTABLE(406, "None of the accepted media types can be produced"),
  REQUEST_TIMEOUT(408, "The request took too long to arrive"),
  EMAIL_TAKEN(409, "The e-mail address belongs to somebody else"),
  ID_TAKEN(409, "The id is in use"),
  GROUP_CYCLE(409, "A group cannot be nested in itself"),
  GROUP_HAS_CHILDREN(409, "The group has nested groups"),
  SCHEDULE_NOT_COMPLETED(409, "The schedule is not completed"),
  SCHEDULE_PROCESSING(409, "The schedule is being processed"),
  TRIGGER_PAUSED(409, "The trigger is paused"),
  CALL_DUE(409, "The call is due already"),
  MANAGED_BY_CALL(409, "The trigger belongs to a planned call"),
  NOT_REPLAYABLE(409, "The event cannot be replayed"),
  DELIVERY_STEP_REFUSED(409, "The delivery cannot take this step"),
  IDEMPOTENCY_IN_FLIGHT(409, "A request with this Idempotency-Key is still running"),
  IDEMPOTENCY_OUTCOME_UNKNOWN(409, "The request with this key may have been carried out"),
  PRECONDITION_FAILED(412, "The resource has changed since it was read"),
  PAYLOAD_TOO_LARGE(413, "The body is too large"),
  URI_TOO_LONG(414, "The request line is too long"),
  UNSUPPORTED_MEDIA_TYPE(415, "The body's media type is not supported"),
  VALIDATION_FAILED(422, "The body does not satisfy the contract"),
  UNKNOWN_REFERENCE(422, "The body refers to something that does not exist"),
  IMPORT_REJECTED(422, "Nothing was imported because rows are invalid"),
  PAYLOAD_INVALID(422, "The payload does not satisfy the trigger's JSON Schema"),
  IDEMPOTENCY_KEY_REUSED(422, "The Idempotency-Key was used with another request"),
  RATE_LIMITED(429, "Too many requests"),
  HEADERS_TOO_LARGE(431, "The request's headers are too large"),
  INTERNAL_ERROR(500, "Something went wrong on our side"),
  OVERLOADED(503, "The service is at its limit; try again shortly"),
  UNAVAILABLE(503, "The service is not available right now; try again shortly"),
  DATA_SERVICE_UNAVAILABLE(503, "The Data Service does not answer"),
  DATA_SERVICE_FAULTY(502, "The Data Service answered something unusable");

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** The machine-readable code, e.g. {@code email_taken}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A stable URI for RFC 9457's {@code type}. */
  public String uri() {
    return "urn:punctual:problem:" + code();
  }

  /** The problem of this type with a sentence for this occurrence. */
  public ProblemException because(String detail) {
    return new ProblemException(new Problem(this, detail));
  }
}
