package dev.punctual.delivery.domain;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** Some of the rules in force: those that a package meets, or those that a driver has. */
final class Signature {
  private final long[] words;

  private Signature(long[] words) {
    this.words = words;
  }

  static Signature of(List<Rule> inForce, Predicate<Rule> isIn) {
    long[] words = new long[(inForce.size() + Long.SIZE - 1) / Long.SIZE];
    for (int rule = 0; rule < inForce.size(); rule++) {
      if (isIn.test(inForce.get(rule))) {
        words[rule / Long.SIZE] |= 1L << rule;
      }
    }
    return new Signature(words);
  }

  boolean has(int rule) {
    return (words[rule / Long.SIZE] & 1L << rule) != 0;
  }

  boolean containsAll(Signature other) {
    for (int word = 0; word < words.length; word++) {
      if ((other.words[word] & ~words[word]) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Signature signature && Arrays.equals(words, signature.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }
}
