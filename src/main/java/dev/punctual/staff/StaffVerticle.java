package dev.punctual.staff;

import dev.punctual.bus.Address.Done;
import dev.punctual.bus.Bus;
import dev.punctual.cache.Cache;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgNotifications;
import dev.punctual.staff.api.StaffApi;
import dev.punctual.staff.api.StaffApi.CreateGroup;
import dev.punctual.staff.api.StaffApi.CreateStaff;
import dev.punctual.staff.api.StaffApi.GroupList;
import dev.punctual.staff.api.StaffApi.ListMembers;
import dev.punctual.staff.api.StaffApi.ResolveMembers;
import dev.punctual.staff.api.StaffApi.StaffList;
import dev.punctual.staff.domain.Group;
import dev.punctual.staff.domain.StaffMember;
import dev.punctual.staff.domain.Versions;
import dev.punctual.time.Timers;
import dev.punctual.time.Uuid7;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;

/** The Data Service on the bus. */
public final class StaffVerticle extends VerticleBase {
  private static final int BACKLOG = 1_000;
  private static final int IMPORT_BACKLOG = 64;

  private final Bus bus;
  private final PgDatabase database;
  private final Timers timers;
  private final Clock clock;
  private final StaffStore staff;
  private final GroupStore groups;
  private final MembershipStore memberships;
  private final StaffCache cache;
  private Supplier<Future<Void>> stopListening = Future::succeededFuture;

  public StaffVerticle(Bus bus, PgDatabase database, Cache cache, Timers timers, Clock clock) {
    this.bus = bus;
    this.database = database;
    this.timers = timers;
    this.clock = clock;
    this.staff = new PgStaffStore(database, clock);
    this.groups = new PgGroupStore(database, clock);
    this.memberships = new PgMembershipStore(database);
    this.cache = new StaffCache(cache);
  }

  @Override
  public Future<?> start() {
    serveStaff();
    serveGroups();
    serveMembers();
    serveImports();
    PgNotifications changes = new PgNotifications(vertx, database, timers, PgTree.CHANNEL, cache);
    stopListening = changes::stop;
    return changes.start();
  }

  @Override
  public Future<?> stop() {
    return stopListening.get();
  }

  private void serveStaff() {
    bus.serve(StaffApi.CREATE_STAFF, BACKLOG, this::createStaff);
    bus.serve(
        StaffApi.GET_STAFF,
        BACKLOG,
        q ->
            cache.get(
                StaffCacheKeys.staff(q.tenant(), q.id()), () -> staff.get(q.tenant(), q.id())));
    bus.serve(
        StaffApi.CHANGE_STAFF,
        BACKLOG,
        q ->
            staff
                .change(q.tenant(), q.id(), q.change(), q.ifVersion(), now())
                .compose(cache::forget));
    bus.serve(
        StaffApi.DELETE_STAFF,
        BACKLOG,
        q -> staff.delete(q.tenant(), q.id(), q.ifVersion()).compose(cache::forget));
    bus.serve(StaffApi.LIST_STAFF, BACKLOG, q -> staff.list(q).map(StaffList::new));
  }

  private void serveGroups() {
    bus.serve(StaffApi.CREATE_GROUP, BACKLOG, this::createGroup);
    bus.serve(
        StaffApi.GET_GROUP,
        BACKLOG,
        q ->
            cache.get(
                StaffCacheKeys.group(q.tenant(), q.id()), () -> groups.get(q.tenant(), q.id())));
    bus.serve(
        StaffApi.CHANGE_GROUP,
        BACKLOG,
        q ->
            groups
                .change(q.tenant(), q.id(), q.change(), q.ifVersion(), now())
                .compose(cache::forget));
    bus.serve(
        StaffApi.DELETE_GROUP,
        BACKLOG,
        q -> groups.delete(q.tenant(), q.id(), q.cascade(), q.ifVersion()).compose(cache::forget));
    bus.serve(StaffApi.LIST_GROUPS, BACKLOG, q -> groups.list(q).map(GroupList::new));
  }

  private void serveMembers() {
    bus.serve(StaffApi.LIST_MEMBERS, BACKLOG, this::members);
    bus.serve(StaffApi.RESOLVE_MEMBERS, BACKLOG, this::resolvedMembers);
    bus.serve(
        StaffApi.ADD_MEMBER,
        BACKLOG,
        q -> memberships.add(q.tenant(), q.groupId(), q.staffId()).<Done>compose(cache::forget));
    bus.serve(
        StaffApi.REMOVE_MEMBER,
        BACKLOG,
        q -> memberships.remove(q.tenant(), q.groupId(), q.staffId()).<Done>compose(cache::forget));
  }

  private void serveImports() {
    bus.serve(
        StaffApi.IMPORT_STAFF,
        IMPORT_BACKLOG,
        q -> staff.importRows(q, now()).compose(cache::forget));
    bus.serve(
        StaffApi.IMPORT_GROUPS,
        IMPORT_BACKLOG,
        q -> groups.importRows(q, now()).compose(cache::forget));
    bus.serve(
        StaffApi.IMPORT_MEMBERSHIPS,
        IMPORT_BACKLOG,
        q -> memberships.importRows(q).compose(cache::forget));
  }

  private Future<StaffMember> createStaff(CreateStaff command) {
    Instant now = now();
    StaffMember member =
        new StaffMember(
            command.draft().id().orElseGet(() -> Uuid7.next(clock)),
            command.draft().name(),
            command.draft().email(),
            command.draft().position(),
            command.draft().status(),
            Versions.first(now),
            now,
            now);
    return staff.create(command.tenant(), member);
  }

  private Future<Group> createGroup(CreateGroup command) {
    Instant now = now();
    Group group =
        new Group(
            command.draft().id().orElseGet(() -> Uuid7.next(clock)),
            command.draft().name(),
            command.draft().parentGroupId(),
            Versions.first(now),
            now,
            now);
    return groups.create(command.tenant(), group).compose(cache::forget);
  }

  private Future<StaffList> members(ListMembers query) {
    return cache
        .get(
            StaffCacheKeys.members(query.tenant(), query.groupId()),
            () -> memberships.members(query.tenant(), query.groupId()).map(StaffList::new))
        .map(all -> page(all.members(), query));
  }

  private static StaffList page(List<StaffMember> members, ListMembers query) {
    return new StaffList(
        members.stream()
            .filter(member -> query.after().map(id -> member.id().compareTo(id) > 0).orElse(true))
            .limit(query.limit())
            .toList());
  }

  private Future<StaffList> resolvedMembers(ResolveMembers query) {
    return cache
        .get(
            StaffCacheKeys.resolvedMembers(query.tenant(), query.groupId()),
            () -> memberships.resolvedMembers(query.tenant(), query.groupId()).map(StaffList::new))
        .map(
            all ->
                query.status().isEmpty()
                    ? all
                    : new StaffList(
                        all.members().stream()
                            .filter(member -> query.status().get() == member.status())
                            .toList()));
  }

  /** As precise as PostgreSQL keeps it, so that the first answer equals all later ones. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
