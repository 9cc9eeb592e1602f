package dev.punctual.call.domain;

/**
 * A way for the calls of somebody into a segment.
 *
 * @param from whose calls: a place in the list of demands
 * @param segment a place in the list of segments
 * @param cost of each call that goes this way
 */
record Lane(int from, int segment, int cost) {}
