package dev.punctual.call.domain;

import java.util.Locale;

/** Why an entry was rejected, or what is special about a call that was not. */
public enum Reason {
  NAME_MISSING("the name is missing"),
  PHONE_MISSING("the phone number is missing"),
  PHONE_LETTERS("the phone number has letters in it"),
  PHONE_UNREADABLE("the phone number cannot be read"),
  PHONE_TOO_SHORT("the phone number has too few digits"),
  PHONE_TOO_LONG("the phone number has too many digits"),
  PHONE_AREA_CODE_MISSING("the phone number has no area code"),
  PHONE_COUNTRY_UNKNOWN("there is no such country code"),
  PHONE_NOT_IN_USE("no such number is in use"),
  PHONE_EMERGENCY("emergency numbers are never called"),
  PHONE_PREMIUM("premium-rate numbers are never called"),
  PHONE_TOLL_FREE("a toll-free number may be anywhere: give its timezone"),
  TIMEZONE_UNKNOWN("the timezone is not an IANA time zone"),
  TIMEZONE_NOT_FOUND("the number does not tell its time zone: give its timezone"),
  SCHEDULED_UNREADABLE("scheduled is not an RFC 3339 instant"),
  IN_THE_PAST("the time is past"),
  AFTER_THE_HORIZON("the time is after the end of the planning horizon"),
  OUTSIDE_THE_WINDOW("the time is outside the calling window"),
  HOUR_FULL("the hour around that time is full"),
  NEVER_ALLOWED("no minute of the planning horizon is allowed in every zone of the number"),
  OVER_CAPACITY("the allowed minutes are full up to the end of the planning horizon"),
  KEPT_BY_OVERRIDE("kept because the policy lets given times override it");

  private final String text;

  Reason(String text) {
    this.text = text;
  }

  /** A sentence without a full stop that names nobody and no number. */
  public String text() {
    return text;
  }

  /** For programs, such as {@code phone_too_long}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
