package dev.punctual.e2e.faults;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.e2e.ExpectedFirings;
import dev.punctual.e2e.HookCallers;
import dev.punctual.e2e.TriggerLoad;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.WebhookSink;
import dev.punctual.testkit.WebhookSink.Delivery;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Triggers of all sorts and clients that call a webhook, and a record of its own of what must have
 * come of it.
 */
final class Workload implements AutoCloseable {
  private static final String LOG = "{\"type\": \"log\"}";
  private static final Duration FIRED_LONG_ENOUGH = Duration.ofSeconds(7);

  private final Site site;
  private final String name;
  private final Api api;
  private final WebhookSink sink;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final TriggerLoad load;
  private final HookCallers callers;
  private Fault fault = Fault.none("none");

  /** It begins at once. */
  Workload(Site site, String name) {
    this.site = site;
    this.name = name;
    this.api = site.apis().get(0);
    this.sink = WebhookSink.open(site.outside());
    this.load =
        new TriggerLoad(api)
            .add(6, id("all-log"), LOG, "fire_all")
            .add(6, id("all-count"), count(), "fire_all")
            .add(6, id("all-http"), call(), "fire_all")
            .add(3, id("once-http"), call(), "fire_once")
            .add(3, id("skip-http"), call(), "skip");
    this.callers = new HookCallers(site.apis(), hook(), acknowledged);
  }

  private String id(String of) {
    return name + "-" + of;
  }

  private String count() {
    return "{\"type\": \"counter\", \"counter\": \"%s\"}".formatted(name);
  }

  private String call() {
    return "{\"type\": \"http\", \"url\": \"%s\"}".formatted(sink.url());
  }

  private String hook() {
    Answer created =
        api.post(
            "/api/v1/triggers",
            """
            {"id": "%s", "name": "Hook", "kind": "api", "json_schema": {"type": "object"},
             "action": {"type": "log"}}"""
                .formatted(id("hook")));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    return URI.create(created.field("webhook_url")).getPath();
  }

  /** Until the endpoint was called so often; every trigger is paused for a moment meanwhile. */
  void awaitCalls(int more) {
    int before = sink.count();
    within(60).until(() -> sink.count() >= before + more / 2);
    List<ExpectedFirings> some = load.startingWith(id("all-"));
    some.forEach(load::pause);
    some.forEach(load::resume);
    within(60).until(() -> sink.count() >= before + more);
    within(20).until(() -> callers.succeeded() > 0);
  }

  /** From now on this is what may excuse a delay or a second call. */
  void strikes(Fault now) {
    fault = now;
  }

  /** How calls of the webhook were answered that were not acknowledged. */
  List<Integer> refusals() {
    return callers.refusals();
  }

  /** How many calls of the webhook were taken and not answered. */
  int cutOff() {
    return callers.cutOff();
  }

  /** Until every trigger that makes up for everything fires again, and has for a while. */
  void awaitFiring() {
    Instant until = fault.end().plus(FIRED_LONG_ENOUGH);
    List<ExpectedFirings> all = load.startingWith(id("all-"));
    within(40)
        .ignoreExceptions()
        .until(
            () ->
                site.database()
                        .count(
                            "SELECT count(*) FROM (SELECT FROM trigger.event WHERE"
                                + " starts_with(trigger_id, '%s') GROUP BY trigger_id HAVING"
                                    .formatted(id("all-"))
                                + " max(scheduled_for) > '%s') firing".formatted(until))
                    == all.size());
  }

  /** Ends it, and waits until everything is as it must be; answers what is not. */
  List<String> deviations() {
    callers.close();
    load.pause();
    try {
      return within(30).ignoreExceptions().until(() -> compared().found(), List::isEmpty);
    } catch (org.awaitility.core.ConditionTimeoutException late) {
      return compared().found();
    }
  }

  /** What has happened, for a person. */
  String summary() {
    List<LogRow> log = LogRow.of(site.database(), name + "-");
    long calls = sink.count();
    long different = sink.deliveries().stream().map(Delivery::webhookId).distinct().count();
    return ("%s: %d events, %d of them acknowledged webhooks (refused: %d, cut off: %d);"
            + " %d calls, %d of them repeated; longest wait %d ms")
        .formatted(
            fault.name(),
            log.size(),
            acknowledged.size(),
            refusals().size(),
            cutOff(),
            calls,
            calls - different,
            new Deviations(log).longestWait(id("hook"), fault).toMillis());
  }

  private Deviations compared() {
    Deviations compared =
        new Deviations(LogRow.of(site.database(), name + "-"))
            .exactly(id("hook"), acknowledged)
            .counted(id("all-count"), counter())
            .called(calling(), sink.deliveries(), fault)
            .inTime(id("hook"), fault);
    load.startingWith(id("all-")).forEach(compared::everyInstant);
    load.startingWith(id("once-")).forEach(compared::noOtherInstant);
    load.startingWith(id("skip-")).forEach(compared::noOtherInstant);
    return compared;
  }

  private Set<String> calling() {
    return load.startingWith(name).stream()
        .map(ExpectedFirings::id)
        .filter(trigger -> trigger.contains("-http-"))
        .collect(toSet());
  }

  private long counter() {
    return site.database()
        .count("SELECT value FROM trigger.counter WHERE name = '%s'".formatted(name));
  }

  private static ConditionFactory within(int seconds) {
    return Awaitility.await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(seconds));
  }

  @Override
  public void close() {
    callers.close();
    sink.close();
  }
}
