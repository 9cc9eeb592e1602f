package dev.punctual.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.punctual.cache.CacheMetrics.Answer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps values as JSON in a Redis that nodes share. The package's description is its protocol. */
public final class RedisCache implements Cache {

  private static final Logger LOG = LoggerFactory.getLogger(RedisCache.class);

  private final RedisCacheOptions options;
  private final ObjectMapper json;
  private final CacheMetrics metrics;
  private final RedisProtocol protocol;
  private final RedisLink link;

  private RedisCache(
      Vertx vertx, RedisCacheOptions options, ObjectMapper json, CacheMetrics metrics) {
    this.options = options;
    this.json = json;
    this.metrics = metrics;
    this.protocol = new RedisProtocol(options.namespace(), options.ttl());
    this.link = new RedisLink(vertx, options, protocol);
  }

  /**
   * A cache that has tried once to reach Redis. It does not fail if Redis is away: it goes on
   * trying, and reads go to their loaders meanwhile.
   *
   * @param json must write and read every type that is ever cached
   */
  public static Future<RedisCache> open(
      Vertx vertx, RedisCacheOptions options, ObjectMapper json, CacheMetrics metrics) {
    RedisCache cache = new RedisCache(vertx, options, json, metrics);
    return cache.link.start().map(cache);
  }

  @Override
  public <V> Future<V> get(CacheKey<V> key, Supplier<Future<V>> loader) {
    return link.read(protocol.read(key.value()))
        .map(protocol::found)
        .map(Optional::of)
        .otherwise(Optional.empty())
        .compose(found -> answer(key, found, loader));
  }

  private <V> Future<V> answer(
      CacheKey<V> key, Optional<RedisProtocol.Found> found, Supplier<Future<V>> loader) {
    if (found.isEmpty()) {
      metrics.answered(Answer.BYPASS);
      return loader.get();
    }
    if (found.get() instanceof RedisProtocol.Lease lease) {
      metrics.answered(Answer.MISS);
      return loader.get().onSuccess(value -> store(key, lease, value));
    }
    Optional<V> value = decode(key, (RedisProtocol.Value) found.get());
    metrics.answered(value.isPresent() ? Answer.HIT : Answer.MISS);
    return value.map(Future::succeededFuture).orElseGet(loader);
  }

  /**
   * Nobody waits for the store: it precedes this node's next read on the same connection, and a
   * failure of it is the link's affair.
   */
  private void store(CacheKey<?> key, RedisProtocol.Lease lease, Object value) {
    if (value == null) {
      return;
    }
    try {
      byte[] bytes = json.writeValueAsBytes(value);
      if (bytes.length <= options.maxValueBytes()) {
        link.send(protocol.store(key.value(), lease, bytes));
      }
    } catch (JsonProcessingException e) {
      LOG.warn("A {} cannot be cached", key.type().getName(), e);
    }
  }

  private <V> Optional<V> decode(CacheKey<V> key, RedisProtocol.Value stored) {
    try {
      return Optional.of(json.readValue(stored.json().getBytes(), key.type()));
    } catch (IOException e) {
      LOG.debug("Dropping a cached {} that does not decode", key.type().getName());
      link.forget(Forgetting.keys(List.of(key.value()))); // so that the next load can be stored
      return Optional.empty();
    }
  }

  @Override
  public Future<Void> invalidate(Collection<String> keys) {
    return link.forget(Forgetting.keys(keys));
  }

  @Override
  public Future<Void> clear() {
    return link.forget(Forgetting.everything());
  }

  @Override
  public Future<Void> ping() {
    return link.send(Request.cmd(Command.PING)).mapEmpty();
  }

  @Override
  public Future<Void> close() {
    return link.close();
  }
}
