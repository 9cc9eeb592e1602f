package dev.punctual.delivery.domain;

import java.util.Arrays;

/** Which driver groups hold how many packages of one parcel group; an entry once made stays. */
final class Holders {
  private static final int FEW = 4;

  private int[] drivers = new int[FEW];
  private int[] amounts = new int[FEW];
  private int size;

  int size() {
    return size;
  }

  int driver(int entry) {
    return drivers[entry];
  }

  int amount(int entry) {
    return amounts[entry];
  }

  void take(int entry, int amount) {
    amounts[entry] -= amount;
  }

  void give(int driver, int amount) {
    int entry = 0;
    while (entry < size && drivers[entry] != driver) {
      entry++;
    }
    if (entry == size) {
      append(driver);
    }
    amounts[entry] += amount;
  }

  private void append(int driver) {
    if (size == drivers.length) {
      drivers = Arrays.copyOf(drivers, 2 * size);
      amounts = Arrays.copyOf(amounts, 2 * size);
    }
    drivers[size++] = driver;
  }
}
