package dev.punctual.bench;

import java.util.Collection;
import java.util.List;

/** Of what a client measured, in milliseconds. */
record Quantiles(List<Double> sorted) {
  static Quantiles of(Collection<Double> millis) {
    return new Quantiles(millis.stream().sorted().toList());
  }

  int count() {
    return sorted.size();
  }

  double at(double q) {
    return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.round(q * (sorted.size() - 1)));
  }
}
