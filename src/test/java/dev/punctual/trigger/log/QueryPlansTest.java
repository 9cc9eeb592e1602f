package dev.punctual.trigger.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.punctual.bus.Json;
import dev.punctual.postgres.Sql;
import dev.punctual.testkit.TestEventLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No statement reads a table row by row, nor a partition that can't hold what it looks for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryPlansTest {
  private static final String NOW = "2026-11-25T19:40:00Z";
  private static final String ACTIVE_AFTER = "2026-11-25T17:40:00Z";
  private static final String KEPT_AFTER = "2026-11-23T19:40:00Z";
  private static final String EVER = "1970-01-01T00:00:00Z";
  private static final String NEVER = "9999-01-01T00:00:00Z";
  private static final String ID = "00000000-0000-0000-0000-000000000000";

  /** From 17:30 on, one of half an hour each, up to the one that begins at 19:30. */
  private static final int ACTIVE_PARTITIONS = 5;

  private static final String FORCED_CUSTOM = "force_custom_plan";
  private static final String FORCED_GENERIC = "force_generic_plan";

  private final TestEventLog log = new TestEventLog();

  @BeforeAll
  void fill() {
    log.partitions(
        Instant.parse("2026-11-23T19:30:00Z"),
        Instant.parse("2026-11-25T20:00:00Z"),
        Duration.ofMinutes(30));
    log.execute(
        """
        INSERT INTO trigger.event_active (id, tenant, trigger_id, trigger_kind, source, status,
          scheduled_for, fired_at, finished_at, logged_at, attempts)
        SELECT gen_random_uuid(), 'default', 'trigger-' || n %% 100, 'scheduled',
          CASE WHEN n %% 50 = 0 THEN 'api' ELSE 'scheduled' END,
          CASE WHEN n %% 40 = 0 THEN 'failure' ELSE 'success' END, at, at, at, at, 1
        FROM (SELECT n, timestamptz '%s' + n * interval '864 milliseconds' AS at
              FROM generate_series(1, 199990) n) event
        """
            .formatted(KEPT_AFTER));
    log.execute("ANALYZE trigger.event_active");
  }

  @AfterAll
  void close() {
    log.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {FORCED_CUSTOM, FORCED_GENERIC})
  void activeListsReadAFewPartitionsByIndex(String mode) {
    for (Sql list : lists()) {
      Plan plan = plan(mode, list, listParameters(ACTIVE_AFTER, NEVER, EVER));
      assertThat(plan.scans()).as(list.text()).containsOnly("Index Scan");
      assertThat(plan.partitions()).as(list.text()).hasSizeLessThanOrEqualTo(ACTIVE_PARTITIONS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {FORCED_CUSTOM, FORCED_GENERIC})
  void archivedListsReadByIndexWhatIsArchived(String mode) {
    for (Sql list : lists()) {
      Plan plan = plan(mode, list, listParameters(KEPT_AFTER, ACTIVE_AFTER, EVER));
      assertThat(plan.scans()).as(list.text()).containsOnly("Index Scan");
      assertThat(plan.partitions()).doesNotContain("event_20261125t1800");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {FORCED_CUSTOM, FORCED_GENERIC})
  void aSingleEventIsSoughtFromWhenItsIdWasMade(String mode) {
    Plan plan = plan(mode, PgEventStore.GET, quoted("default", ID, "2026-11-25T19:31:00Z", NOW));
    assertThat(plan.scans()).containsOnly("Index Scan");
    assertThat(plan.partitions()).containsExactly("event_20261125t1930");
  }

  @ParameterizedTest
  @ValueSource(strings = {FORCED_CUSTOM, FORCED_GENERIC})
  void theTailReadsTheEndOfTheLogInItsOrder(String mode) {
    String parameters = quoted("default", KEPT_AFTER, "2026-11-25T19:39:00Z", ID) + ", 100";
    Plan plan = plan(mode, PgEventStore.LOGGED_SINCE, parameters);
    assertThat(plan.scans()).containsOnly("Index Scan");
    assertThat(plan.partitions()).containsExactly("event_20261125t1930");
    assertThat(plan.nodes()).doesNotContain("Sort");
  }

  @Test
  void noIndexLacksTheTenant() {
    assertThat(
            log.query(
                """
                SELECT indexdef FROM pg_indexes
                WHERE schemaname = 'trigger' AND tablename = 'event_archive'
                  AND indexdef NOT LIKE '%(tenant,%' AND indexdef NOT LIKE '%UNIQUE%'
                """))
        .isEmpty();
  }

  private static List<Sql> lists() {
    return List.of(
        PgEventStore.LIST,
        PgEventStore.LIST_BY_TRIGGER,
        PgEventStore.LIST_BY_STATUS,
        PgEventStore.LIST_BY_SOURCE);
  }

  private static String listParameters(String after, String until, String from) {
    return quoted("default", after, until, from, NEVER, ID)
        + ", 'trigger-7', 'failure', 'api', true, false, 50";
  }

  private static String quoted(String... values) {
    return "'" + String.join("', '", values) + "'";
  }

  private Plan plan(String mode, Sql statement, String parameters) {
    log.execute("SET plan_cache_mode = " + mode);
    log.execute("PREPARE planned AS " + statement.text());
    try {
      String json = log.query("EXPLAIN (FORMAT JSON) EXECUTE planned(" + parameters + ")").get(0);
      Plan plan = new Plan(new ArrayList<>(), new TreeSet<>(), new TreeSet<>());
      plan.add(Json.MAPPER.readTree(json).get(0).get("Plan"));
      return plan;
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    } finally {
      log.execute("DEALLOCATE planned");
    }
  }

  /**
   * What a plan is made of.
   *
   * @param scans how the log's partitions are read
   * @param partitions which of them
   */
  private record Plan(List<String> nodes, Set<String> scans, Set<String> partitions) {
    void add(JsonNode node) {
      String type = node.get("Node Type").asText();
      nodes.add(type);
      String relation = node.path("Relation Name").asText();
      if (relation.startsWith("event_")) {
        scans.add(type);
        partitions.add(relation);
      }
      node.path("Plans").forEach(this::add);
    }
  }
}
