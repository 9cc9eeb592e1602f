package dev.punctual.delivery;

import dev.punctual.delivery.DynamoDbRounds.Round;
import dev.punctual.delivery.api.DeliveryApi.ChangeStatus;
import dev.punctual.delivery.api.DeliveryApi.ListDeliveries;
import dev.punctual.delivery.domain.Assignment;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.time.Uuid7;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Assignments in DynamoDB, which knows no transaction of a thousand items. One write decides
 * instead, and everything before and after it may be done again:
 *
 * <ol>
 *   <li><b>Stage.</b> What the round consists of is written beside the assignments, a hundred to an
 *       item, in batches. Nobody reads it yet.
 *   <li><b>Store.</b> The round's number, one after the last that its author saw, is taken by one
 *       conditional write. Whoever finds it taken has computed from a past that is over: nothing of
 *       that round was, or will be, seen. From here on the round is durable, and told as stored.
 *   <li><b>Carry out.</b> Every assignment is put in its place, together with a claim that says
 *       with whom the package is. Both are written only over what an earlier round left, so it does
 *       not matter who does it, how often, or how late: not over a status that changed meanwhile,
 *       not over a later round. At last the round is noted as carried out.
 *   <li><b>Sweep.</b> What was staged is deleted; what losers staged as well.
 * </ol>
 *
 * <p>A round whose author dies between 2 and 3 is carried out by whoever comes next: every reading
 * of what is out or of a list first looks at the last round. A round that is stored while a list is
 * read shows by its number, and the list is read again. So a round is seen as a whole or not at
 * all. The next number is given away only to those that have seen the last round carried out, so at
 * most one round is ever under way.
 *
 * <p>No package goes to two drivers: a round is computed from claims that were read after the
 * number of the last round, and is stored only if no other round came since. In between, packages
 * can become free, not more can go out.
 *
 * <p>The table is expected to be there, keyed by {@code driver_id} and {@code package_id}; see
 * {@link DynamoDbKeys} for the items.
 */
final class DynamoDbDeliveryStore implements DeliveryStore {
  private static final Logger LOG = LoggerFactory.getLogger(DynamoDbDeliveryStore.class);

  private final DynamoDbLink link;
  private final DynamoDbPlacement placement = new DynamoDbPlacement();

  DynamoDbDeliveryStore(DynamoDbLink link) {
    this.link = link;
  }

  @Override
  public Future<Out> out(String tenant, Collection<String> packageIds) {
    DynamoDbWork work = link.begin();
    List<Map<String, AttributeValue>> claims =
        packageIds.stream().distinct().map(id -> DynamoDbKeys.claim(tenant, id)).toList();
    return settled(work, tenant)
        .compose(rounds -> work.read(claims).map(found -> new Out(rounds, out(found))));
  }

  private static Set<String> out(List<Map<String, AttributeValue>> claims) {
    return claims.stream()
        .filter(claim -> DynamoDbItems.required(claim, DynamoDbItems.OUT).bool())
        .map(claim -> DynamoDbItems.required(claim, DynamoDbKeys.PACKAGE_ID).s())
        .collect(Collectors.toSet());
  }

  @Override
  public Future<Boolean> add(String tenant, Out seen, List<Assignment> assignments) {
    DynamoDbWork work = link.begin();
    return DynamoDbRounds.stage(
            work, tenant, seen.rounds() + 1, Uuid7.next(link.clock()), assignments)
        .compose(
            round ->
                DynamoDbRounds.store(work, round)
                    .compose(
                        stored ->
                            stored
                                ? carriedOut(work, round).map(true)
                                : Future.succeededFuture(false)));
  }

  /** A stored round is stored: what does not succeed now, the next reader does. */
  private Future<Void> carriedOut(DynamoDbWork work, Round round) {
    return placement
        .carryOut(work, round)
        .onSuccess(done -> sweep(round))
        .recover(
            failure -> {
              LOG.atWarn()
                  .addKeyValue("round", round.number())
                  .setCause(failure)
                  .log("A round is stored, but not everything is in its place yet");
              return Future.succeededFuture();
            });
  }

  /** Nobody waits for that; what stays is swept after the next round. */
  private void sweep(Round round) {
    DynamoDbRounds.sweep(link.begin(), round)
        .onFailure(failure -> LOG.debug("What was staged could not be deleted yet", failure));
  }

  @Override
  public Future<Assignment> change(ChangeStatus command, Instant now) {
    DynamoDbWork work = link.begin();
    String id = Uuid7.next(link.clock());
    DynamoDbStatusChange change = new DynamoDbStatusChange(work, command, id, now);
    return change
        .run()
        .recover(
            failure ->
                isRefused(failure)
                    // It may refer to a round that is not in its place yet.
                    ? settled(work, command.tenant()).compose(settled -> change.run())
                    : Future.failedFuture(failure));
  }

  private static boolean isRefused(Throwable failure) {
    return failure instanceof ProblemException refused && refused.type() != ProblemType.UNAVAILABLE;
  }

  @Override
  public Future<List<Assignment>> list(ListDeliveries query) {
    return list(link.begin(), query);
  }

  @Override
  public Future<Void> ping() {
    return DynamoDbTable.ping(link);
  }

  private Future<List<Assignment>> list(DynamoDbWork work, ListDeliveries query) {
    return settled(work, query.tenant())
        .compose(rounds -> new DynamoDbListing(work, query, rounds).read())
        .compose(page -> page.map(Future::succeededFuture).orElseGet(() -> list(work, query)));
  }

  /** How many rounds there are; the last one is carried out if it was not. */
  private Future<Long> settled(DynamoDbWork work, String tenant) {
    return DynamoDbRounds.latest(work, tenant).compose(latest -> settled(work, latest));
  }

  private Future<Long> settled(DynamoDbWork work, Optional<Round> latest) {
    return latest
        .map(round -> placement.carryOut(work, round).map(done -> round.number()))
        .orElse(Future.succeededFuture(0L));
  }
}
