package dev.punctual.call;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberToTimeZonesMapper;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import com.google.i18n.phonenumbers.ShortNumberInfo;
import dev.punctual.call.domain.Phone;
import dev.punctual.call.domain.PhoneReading;
import dev.punctual.call.domain.PhoneReading.Dialable;
import dev.punctual.call.domain.PhoneReading.NotDialable;
import dev.punctual.call.domain.Reason;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads phone numbers as people write them. What it says about one never repeats it. */
public final class Phones {
  /** The parts of a usual writing that may have letters in them. */
  private static final Pattern LETTERED_PARTS =
      Pattern.compile(
          "^\\s*tel:|;phone-context=\\+\\p{Nd}+|;ext=\\p{Nd}+"
              + "|[\\s,;.]*(?:extension|extn?|x)[\\s.:]*\\p{Nd}+\\s*$",
          Pattern.CASE_INSENSITIVE);

  private static final Set<String> KNOWN_ZONES = ZoneId.getAvailableZoneIds();

  private final PhoneNumberUtil util = PhoneNumberUtil.getInstance();
  private final ShortNumberInfo shortNumbers = ShortNumberInfo.getInstance();
  private final PhoneNumberToTimeZonesMapper zones = PhoneNumberToTimeZonesMapper.getInstance();

  /**
   * Reads one.
   *
   * @param region of a number without a country code, ISO 3166-1 alpha-2
   */
  public PhoneReading read(String written, String region) {
    if (hasLetters(written)) {
      return new NotDialable(Reason.PHONE_LETTERS);
    }
    PhoneNumber number;
    try {
      number = util.parse(written, region);
    } catch (NumberParseException e) {
      return new NotDialable(unlessEmergency(written, region, unreadable(e)));
    }
    PhoneNumberType type = util.getNumberType(number);
    return switch (type) {
      case UNKNOWN -> new NotDialable(unlessEmergency(written, region, invalid(number)));
      case PREMIUM_RATE -> new NotDialable(Reason.PHONE_PREMIUM);
      default ->
          new Dialable(phone(number), type == PhoneNumberType.TOLL_FREE, zones(number, type));
    };
  }

  private static boolean hasLetters(String written) {
    return written.chars().anyMatch(Character::isLetter)
        && LETTERED_PARTS.matcher(written).replaceAll("").chars().anyMatch(Character::isLetter);
  }

  private Reason unlessEmergency(String written, String region, Reason reason) {
    return shortNumbers.connectsToEmergencyNumber(written, region)
        ? Reason.PHONE_EMERGENCY
        : reason;
  }

  private static Reason unreadable(NumberParseException e) {
    return switch (e.getErrorType()) {
      case INVALID_COUNTRY_CODE -> Reason.PHONE_COUNTRY_UNKNOWN;
      case NOT_A_NUMBER -> Reason.PHONE_UNREADABLE;
      case TOO_SHORT_AFTER_IDD, TOO_SHORT_NSN -> Reason.PHONE_TOO_SHORT;
      case TOO_LONG -> Reason.PHONE_TOO_LONG;
    };
  }

  private Reason invalid(PhoneNumber number) {
    return switch (util.isPossibleNumberWithReason(number)) {
      case IS_POSSIBLE, INVALID_LENGTH -> Reason.PHONE_NOT_IN_USE;
      case IS_POSSIBLE_LOCAL_ONLY -> Reason.PHONE_AREA_CODE_MISSING;
      case INVALID_COUNTRY_CODE -> Reason.PHONE_COUNTRY_UNKNOWN;
      case TOO_SHORT -> Reason.PHONE_TOO_SHORT;
      case TOO_LONG -> Reason.PHONE_TOO_LONG;
    };
  }

  private Phone phone(PhoneNumber number) {
    Optional<String> extension =
        Optional.of(number.getExtension()).filter(digits -> !digits.isEmpty());
    return new Phone(util.format(number, PhoneNumberFormat.E164), extension);
  }

  /** All of them or none: a zone that cannot be checked must not be left out. */
  private List<ZoneId> zones(PhoneNumber number, PhoneNumberType type) {
    List<String> ids =
        util.isNumberGeographical(type, number.getCountryCode())
            ? zones.getTimeZonesForGeographicalNumber(number)
            : zones.getTimeZonesForNumber(number);
    return KNOWN_ZONES.containsAll(ids) ? ids.stream().map(ZoneId::of).toList() : List.of();
  }
}
