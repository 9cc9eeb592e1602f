/**
 * Traces, recorded by Vert.x's own instrumentation and sent by OpenTelemetry to a collector.
 * Nothing else knows OpenTelemetry: features say what they put aside and take up by {@link
 * dev.punctual.bus.Trace}.
 *
 * <p>What leaves the node has passed {@link dev.punctual.app.tracing.PublicSpan}, which lets
 * through what is known to be harmless and nothing else.
 */
package dev.punctual.app.tracing;
