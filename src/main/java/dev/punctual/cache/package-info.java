/**
 * A read-through cache that may make an answer faster and may never make it wrong.
 *
 * <p>Two adapters stand behind the one port {@link dev.punctual.cache.Cache}: {@link
 * dev.punctual.cache.InProcessCache} for a single node and {@link dev.punctual.cache.RedisCache}
 * for nodes that share one Redis. The rest of this page is the protocol of the second.
 *
 * <h2>Terms</h2>
 *
 * <dl>
 *   <dt>entry
 *   <dd>one Redis hash a key, {@code {namespace}:e:key}, with the fields {@code epoch}, and either
 *       {@code value} (JSON) or {@code lease}.
 *   <dt>lease
 *   <dd>a token never used before. A reader that finds no value leaves one in the entry, or takes
 *       along the one already there, <em>before</em> it asks its loader. It may store what it
 *       loaded only if the entry still holds that lease.
 *   <dt>epoch
 *   <dd>a token under {@code {namespace}:epoch}. An entry of another epoch counts as absent, so a
 *       new epoch forgets everything with one write.
 *   <dt>owed
 *   <dd>an invalidation that Redis could not be told. It is kept in memory; more than {@code
 *       maxOwedKeys} of them become one debt of "everything".
 * </dl>
 *
 * <h2>Why no stale value is stored</h2>
 *
 * <p>Reading (value or lease) and storing (if the lease is still there) are one script each, hence
 * atomic. To invalidate is to delete the entry, lease included. A reader that loaded before an
 * invalidation therefore comes back with a lease that is gone, and its value is dropped. Tokens
 * rather than counters, because whatever Redis loses on its own (expiry, eviction, a flush) can
 * then only turn a value into a miss: a counter that started again could be taken for the old one.
 *
 * <h2>Failure cases</h2>
 *
 * <ul>
 *   <li><b>Redis is away, slow or refuses.</b> A command that fails or exceeds its timeout costs
 *       the connection. From then on every get on this node goes straight to its loader, and no
 *       caller waits for Redis, until a reconnect (backoff with jitter, at most 5 s) succeeds. In
 *       all, an outage costs a caller at most one timeout.
 *   <li><b>An invalidation meets an outage.</b> It succeeds, because the write that it follows is
 *       committed and cannot be failed by a cache, and it is owed. The connection is used for gets
 *       again only after all that is owed has been carried out, so this node never reads what it
 *       should have removed.
 *   <li><b>Other nodes</b> hear of a write through the owning feature, which announces it by a
 *       PostgreSQL {@code NOTIFY} in the writing transaction; each node then calls {@code
 *       invalidate} itself. A node that can reach Redis carries it out there for all; one that
 *       cannot owes it as well. A node whose feed had a gap calls {@code clear}.
 *   <li><b>Redis restarts with an old snapshot, or another server takes over.</b> Deleted entries
 *       may have come back. A node that connects to a server with another {@code run_id} than
 *       before owes "everything" first.
 *   <li><b>A node dies while it owes.</b> Its first connection of a new life owes "everything" too.
 *   <li><b>A command that timed out is carried out late.</b> A late delete or a late lease is
 *       harmless; a late store still needs its lease.
 *   <li><b>A value cannot be decoded</b> (another version wrote it): a miss, and the entry goes.
 * </ul>
 *
 * <p>Limits: one primary (directly or through a stable address), not Redis Cluster. The namespace
 * is every key's hash tag, so that a script's keys share a slot. Redis 4 or newer ({@code UNLINK}).
 * Give Redis an {@code allkeys-*} eviction policy; one that refuses writes when full is treated as
 * away.
 */
package dev.punctual.cache;
