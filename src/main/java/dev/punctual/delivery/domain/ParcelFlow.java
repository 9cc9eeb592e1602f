package dev.punctual.delivery.domain;

import java.util.Arrays;
import java.util.List;

/**
 * How many packages of each parcel group each driver group holds, and a way to hand out more:
 * Dinic's maximum flow, from driver groups with room to packages that nobody has. A driver group
 * with room takes a package from a group that holds it, which takes another one instead, and so on
 * to a package that waits. Which group may take which package is asked, not stored; what is stored
 * grows with the groups and with what is held.
 *
 * <p>What a driver group holds in all never shrinks, however packages change hands.
 */
final class ParcelFlow {
  private static final int UNSEEN = -1;

  private final Groups groups;
  private final int[] load;
  private final int[] limit;
  private final int[] waiting;
  private final Holders[] holders;

  /** Hand-overs between a driver or parcel group and the nearest driver group with room. */
  private final int[] driverDepth;

  private final int[] parcelDepth;
  private final int[] queue;

  /** Parcel groups, one a bit: all of them, and those that the search has not come to. */
  private final long[] all;

  private final long[] unseen;

  private int waitingDepth;

  /** Where the search goes on: what lies before led nowhere in this phase. */
  private final int[] nextParcel;

  private final int[] nextHolder;
  private final int[] driverPath;
  private final int[] parcelPath;

  ParcelFlow(Groups groups) {
    int drivers = groups.drivers().size();
    int parcels = groups.parcels().size();
    this.groups = groups;
    this.load = new int[drivers];
    this.limit = new int[drivers];
    this.waiting = groups.parcels().stream().mapToInt(List::size).toArray();
    this.holders = new Holders[parcels];
    Arrays.setAll(holders, parcel -> new Holders());
    this.driverDepth = new int[drivers];
    this.parcelDepth = new int[parcels];
    this.queue = new int[drivers];
    this.all = new long[(parcels + Long.SIZE - 1) / Long.SIZE];
    for (int parcel = 0; parcel < parcels; parcel++) {
      all[parcel / Long.SIZE] |= 1L << parcel;
    }
    this.unseen = new long[all.length];
    this.nextParcel = new int[drivers];
    this.nextHolder = new int[parcels];
    this.driverPath = new int[drivers];
    this.parcelPath = new int[drivers];
  }

  Groups groups() {
    return groups;
  }

  /** Packages that a driver group holds. */
  int load(int driver) {
    return load[driver];
  }

  /** Packages of a parcel group that nobody holds. */
  int waiting(int parcel) {
    return waiting[parcel];
  }

  Holders holders(int parcel) {
    return holders[parcel];
  }

  boolean hasRoom(int driver) {
    return load[driver] < limit[driver];
  }

  /** How many packages a driver group may hold from now on; not less than it does. */
  void limit(int driver, int packages) {
    limit[driver] = packages;
  }

  /**
   * Hands out as many packages as the limits allow.
   *
   * @return how many more than before are held
   */
  int fill() {
    int gained = 0;
    while (findNearest()) {
      gained += takeNearest();
    }
    return gained;
  }

  /** Breadth first from all groups with room; whether any waiting package is in reach. */
  private boolean findNearest() {
    Arrays.fill(driverDepth, UNSEEN);
    Arrays.fill(parcelDepth, UNSEEN);
    System.arraycopy(all, 0, unseen, 0, all.length);
    waitingDepth = Integer.MAX_VALUE;
    int tail = 0;
    for (int driver = 0; driver < load.length; driver++) {
      if (hasRoom(driver)) {
        driverDepth[driver] = 0;
        queue[tail++] = driver;
      }
    }
    for (int head = 0; head < tail && driverDepth[queue[head]] <= waitingDepth; head++) {
      tail = lookAround(queue[head], tail);
    }
    return waitingDepth < Integer.MAX_VALUE;
  }

  private int lookAround(int driver, int from) {
    int tail = from;
    for (int word = 0; word < unseen.length; word++) {
      long found = unseen[word] == 0 ? 0 : groups.admitted(driver, word, unseen[word]);
      unseen[word] &= ~found;
      for (; found != 0; found &= found - 1) {
        int parcel = word * Long.SIZE + Long.numberOfTrailingZeros(found);
        parcelDepth[parcel] = driverDepth[driver];
        if (waiting[parcel] > 0) {
          waitingDepth = driverDepth[driver];
        } else {
          tail = enqueueHolders(parcel, tail);
        }
      }
    }
    return tail;
  }

  private int enqueueHolders(int parcel, int from) {
    int tail = from;
    for (int entry = 0; entry < holders[parcel].size(); entry++) {
      int holder = holders[parcel].driver(entry);
      if (holders[parcel].amount(entry) > 0 && driverDepth[holder] == UNSEEN) {
        driverDepth[holder] = parcelDepth[parcel] + 1;
        queue[tail++] = holder;
      }
    }
    return tail;
  }

  /** Takes packages along shortest ways until none is left (a blocking flow). */
  private int takeNearest() {
    Arrays.fill(nextParcel, 0);
    Arrays.fill(nextHolder, 0);
    int gained = 0;
    for (int driver = 0; driver < load.length; driver++) {
      while (hasRoom(driver)) {
        int taken = takeFor(driver);
        if (taken == 0) {
          break;
        }
        gained += taken;
      }
    }
    return gained;
  }

  /** Depth first along the layers. */
  private int takeFor(int root) {
    int last = 0;
    driverPath[0] = root;
    while (last >= 0) {
      int driver = driverPath[last];
      int parcel = nextParcel(driver);
      if (parcel == waiting.length) {
        last--;
        if (last >= 0) {
          nextHolder[parcelPath[last]]++;
        }
        continue;
      }
      parcelPath[last] = parcel;
      if (waiting[parcel] > 0) {
        return handOver(last);
      }
      int entry = nextHolder(parcel);
      if (entry == holders[parcel].size()) {
        nextParcel[driver]++;
      } else {
        driverPath[++last] = holders[parcel].driver(entry);
      }
    }
    return 0;
  }

  private int nextParcel(int driver) {
    int next = nextParcel[driver];
    for (int word = next / Long.SIZE; word < unseen.length; word++) {
      long candidates = word == next / Long.SIZE ? -1L << next : -1L;
      long admitted = groups.admitted(driver, word, candidates & all[word] & ~unseen[word]);
      for (; admitted != 0; admitted &= admitted - 1) {
        int parcel = word * Long.SIZE + Long.numberOfTrailingZeros(admitted);
        if (parcelDepth[parcel] == driverDepth[driver]) {
          nextParcel[driver] = parcel;
          return parcel;
        }
      }
    }
    nextParcel[driver] = waiting.length;
    return waiting.length;
  }

  private int nextHolder(int parcel) {
    int next = parcelDepth[parcel] + 1;
    int entry = nextHolder[parcel];
    if (next > waitingDepth) {
      entry = holders[parcel].size();
    }
    while (entry < holders[parcel].size()
        && !(holders[parcel].amount(entry) > 0
            && driverDepth[holders[parcel].driver(entry)] == next)) {
      entry++;
    }
    nextHolder[parcel] = entry;
    return entry;
  }

  private int handOver(int last) {
    int amount = Math.min(limit[driverPath[0]] - load[driverPath[0]], waiting[parcelPath[last]]);
    for (int step = 0; step < last; step++) {
      int parcel = parcelPath[step];
      amount = Math.min(amount, holders[parcel].amount(nextHolder[parcel]));
    }
    for (int step = 0; step < last; step++) {
      int parcel = parcelPath[step];
      holders[parcel].take(nextHolder[parcel], amount);
      holders[parcel].give(driverPath[step], amount);
    }
    holders[parcelPath[last]].give(driverPath[last], amount);
    waiting[parcelPath[last]] -= amount;
    load[driverPath[0]] += amount;
    return amount;
  }
}
