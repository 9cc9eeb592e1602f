package dev.punctual.e2e.faults;

import dev.punctual.e2e.faults.Site.Member;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.Machines;
import dev.punctual.testkit.Place;
import dev.punctual.testkit.ServerProcess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A cluster in which each node does something else; two have an engine, and two others a runner.
 */
final class ThreeMembers {
  private static final List<String> ROLES =
      List.of(
          "http,staff,lookup,trigger",
          "http,trigger,runner,shift,delivery",
          "http,runner,retention,call");

  private static final String CALL_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
  private static final String API_KEY = "for-the-tests";

  private ThreeMembers() {}

  /** All on the loopback interface. */
  static List<Member> here() {
    List<Integer> ports =
        IntStream.range(0, ROLES.size()).mapToObj(i -> ServerProcess.freePort()).toList();
    String members = list(ports.stream().map(port -> "127.0.0.1:" + port).toList());
    return IntStream.range(0, ROLES.size())
        .mapToObj(
            i -> {
              Map<String, String> settings = settings(i, members);
              settings.put("PUNCTUAL_CLUSTER_PORT", ports.get(i).toString());
              return new Member(Place.HERE, settings);
            })
        .toList();
  }

  /** Each on a machine of its own, at the same ports. */
  static List<Member> on(Machines machines) {
    List<Place> places = IntStream.range(0, ROLES.size()).mapToObj(machines::get).toList();
    String members = list(places.stream().map(place -> place.host() + ":5701").toList());
    return IntStream.range(0, ROLES.size())
        .mapToObj(
            i -> {
              Map<String, String> settings = settings(i, members);
              settings.put("PUNCTUAL_CLUSTER_HOST", places.get(i).host());
              settings.put("PUNCTUAL_CLUSTER_BUS_PORT", "5702");
              settings.put("PUNCTUAL_CLUSTER_TRUSTED_NETWORK", "true");
              settings.put("PUNCTUAL_API_KEYS", "tests:" + API_KEY);
              places
                  .get(i)
                  .network()
                  .ifPresent(own -> settings.put("PUNCTUAL_TRIGGER_OUTBOUND_ALLOW", own));
              return new Member(places.get(i), settings);
            })
        .toList();
  }

  /** Also where no key is asked for. */
  static Api authorized(Api api) {
    return api.with("Authorization", "Bearer " + API_KEY);
  }

  private static Map<String, String> settings(int place, String members) {
    Map<String, String> settings = new HashMap<>();
    settings.put("PUNCTUAL_ROLES", ROLES.get(place));
    settings.put("PUNCTUAL_CLUSTER_MEMBERS", members);
    settings.put("PUNCTUAL_POSTGRES_POOL_SIZE", "8");
    settings.put("PUNCTUAL_CALL_ENCRYPTION_KEY", CALL_KEY);
    return settings;
  }

  private static String list(List<String> members) {
    return members.stream().collect(Collectors.joining(","));
  }
}
