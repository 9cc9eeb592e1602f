package dev.punctual.call.domain;

/**
 * Consecutive minutes.
 *
 * @param to the first minute after it; at least {@code from}
 */
record MinuteRange(int from, int to) {
  int length() {
    return to - from;
  }
}
