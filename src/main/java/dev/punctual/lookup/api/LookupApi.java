package dev.punctual.lookup.api;

import dev.punctual.bus.Address;
import java.time.Duration;
import java.util.List;

/**
 * Who can be put on a roster. Failures: {@code not_found} (no such group), {@code
 * data_service_faulty} (an answer that makes no sense), {@code data_service_unavailable} (no
 * answer; with {@code retryAfter} where the circuit is open and asking again later is worth it).
 */
public final class LookupApi {
  public static final Address<ReadActiveMembers, ActiveMembers> ACTIVE_MEMBERS =
      Address.of("lookup.active-members", ReadActiveMembers.class, ActiveMembers.class)
          .within(Duration.ofMinutes(2));

  private LookupApi() {}

  public record ReadActiveMembers(String tenant, String groupId) {}

  /** The ids of a group's active members, nested groups included, ordered. */
  public record ActiveMembers(List<String> staffIds) {
    public ActiveMembers {
      staffIds = List.copyOf(staffIds);
    }
  }
}
