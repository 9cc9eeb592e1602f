package dev.punctual.cache;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** The commands of the protocol in the package's description. Knows keys and bytes, no values. */
final class RedisProtocol {

  /** The most keys in one command: bounds how long Redis serves nobody else. */
  private static final int CHUNK = 1_000;

  /** Long enough for any loader; a lease that has run out only means that nothing is stored. */
  private static final Duration LEASE = Duration.ofMinutes(1);

  /** KEYS: epoch, entry. ARGV: a fresh token, the lease's milliseconds. */
  private static final String READ =
      """
      local epoch = redis.call('GET', KEYS[1])
      if not epoch then
        epoch = ARGV[1]
        redis.call('SET', KEYS[1], epoch)
      end
      local entry = redis.call('HMGET', KEYS[2], 'epoch', 'value', 'lease')
      if entry[1] == epoch then
        if entry[2] then return {'value', entry[2]} end
        if entry[3] then return {'lease', entry[3]} end
      end
      redis.call('DEL', KEYS[2])
      redis.call('HSET', KEYS[2], 'epoch', epoch, 'lease', ARGV[1])
      redis.call('PEXPIRE', KEYS[2], ARGV[2])
      return {'lease', ARGV[1]}
      """;

  /** KEYS: entry. ARGV: the lease, the value, its milliseconds. */
  private static final String STORE =
      """
      if redis.call('HGET', KEYS[1], 'lease') ~= ARGV[1] then return 0 end
      redis.call('HDEL', KEYS[1], 'lease')
      redis.call('HSET', KEYS[1], 'value', ARGV[2])
      redis.call('PEXPIRE', KEYS[1], ARGV[3])
      return 1
      """;

  private final String tag;
  private final String ttl;
  private final String me = UUID.randomUUID().toString();
  private final AtomicLong tokens = new AtomicLong();

  /** What a read found. */
  sealed interface Found {}

  /** The value as it was stored. */
  record Value(Buffer json) implements Found {}

  /** No value, but the right to store one for as long as this lease stands. */
  record Lease(String token) implements Found {}

  RedisProtocol(String namespace, Duration ttl) {
    this.tag = "{" + namespace + "}:";
    this.ttl = Long.toString(ttl.toMillis());
  }

  Request read(String key) {
    return eval(READ, 2)
        .arg(epochKey())
        .arg(entryKey(key))
        .arg(freshToken())
        .arg(Long.toString(LEASE.toMillis()));
  }

  Found found(Response reply) {
    Response content = reply.get(1);
    return "value".equals(reply.get(0).toString())
        ? new Value(content.toBuffer())
        : new Lease(content.toString());
  }

  Request store(String key, Lease lease, byte[] json) {
    return eval(STORE, 1).arg(entryKey(key)).arg(lease.token()).arg(json).arg(ttl);
  }

  List<Request> forget(Forgetting what) {
    if (what instanceof Forgetting.Keys some) {
      return unlink(List.copyOf(some.keys()));
    }
    return List.of(Request.cmd(Command.SET).arg(epochKey()).arg(freshToken()));
  }

  private List<Request> unlink(List<String> keys) {
    List<Request> commands = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += CHUNK) {
      Request unlink = Request.cmd(Command.UNLINK);
      keys.subList(from, Math.min(from + CHUNK, keys.size()))
          .forEach(key -> unlink.arg(entryKey(key)));
      commands.add(unlink);
    }
    return commands;
  }

  String entryKey(String key) {
    return tag + "e:" + key;
  }

  private String epochKey() {
    return tag + "epoch";
  }

  /** EVAL rather than EVALSHA: the text is short, and Redis may forget its scripts at any time. */
  private static Request eval(String script, int keys) {
    return Request.cmd(Command.EVAL).arg(script).arg(keys);
  }

  private String freshToken() {
    return me + "/" + tokens.incrementAndGet();
  }
}
