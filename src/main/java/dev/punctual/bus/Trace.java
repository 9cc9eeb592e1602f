package dev.punctual.bus;

import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A span of work that is put aside and taken up again later, perhaps by another node. The Vert.x
 * context carries a trace as far as futures, worker threads and the bus go; timers that serve many,
 * groups and queues lose it. Where no tracer is installed nothing happens here.
 */
public interface Trace {
  Trace NONE =
      new Trace() {
        @Override
        public Optional<String> traceparent() {
          return Optional.empty();
        }

        @Override
        public <T> Future<T> within(Supplier<Future<T>> work) {
          return work.get();
        }

        @Override
        public void end(String outcome) {
          // Nobody listens.
        }
      };

  /** Begins to put work aside, as a part of the trace at hand; of none where there is none. */
  static Trace putAside(String operation) {
    ContextInternal context = ContextInternal.current();
    return context == null || context.tracer() == null
        ? NONE
        : TracedWork.putAside(context, operation);
  }

  /**
   * Takes work up, in the trace that it was put aside in, or in one of its own.
   *
   * @param traceparent of the work when it was put aside
   * @param tags say what it is; ids, never anything of a person
   */
  static Trace takeUp(
      String operation, Optional<String> traceparent, Supplier<Map<String, String>> tags) {
    ContextInternal context = ContextInternal.current();
    return context == null || context.tracer() == null
        ? NONE
        : TracedWork.takeUp(context, operation, traceparent, tags.get());
  }

  /** Does what is done for many, so that it does not end up in the trace of one of them. */
  static <T> Future<T> outside(Supplier<Future<T>> work) {
    ContextInternal context = ContextInternal.current();
    return context == null || context.tracer() == null
        ? work.get()
        : TracedWork.on(context.unwrap(), work);
  }

  /**
   * W3C's name for the place in a trace at which work was put aside: whoever takes it up goes on
   * there. Empty where there is no trace, and for work that was taken up.
   */
  Optional<String> traceparent();

  /** Does work as a part of this trace; the answer arrives outside of it. */
  <T> Future<T> within(Supplier<Future<T>> work);

  /** Says what became of it. */
  void end(String outcome);
}
