package dev.punctual.trigger.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hierarchical timing wheel (Varghese and Lauck, 1987): holds items until they are due, for a
 * price that does not depend on how many there are. It has no clock of its own; whoever drives it
 * says what time it is.
 *
 * <p><b>How it works.</b> Read an instant in milliseconds as a number of base 64. Level 0 of the
 * wheel is the last digit, level 1 the one before, and so on; each level has a slot for each value
 * of its digit. An item lies at the level of the first digit in which its due differs from the
 * wheel's time, in the slot of that digit. With the wheel's time at 5:10:20 (three digits):
 *
 * <pre>
 *   due       first digit that differs   lies at          its slot begins at
 *   5:10:20   none                       level 0 slot 20  5:10:20, now
 *   5:10:63   the last                   level 0 slot 63  5:10:63, exactly its due
 *   5:11:00   the middle one             level 1 slot 11  5:11:00
 *   5:11:37   the middle one             level 1 slot 11  5:11:00
 *   6:00:00   the first                  level 2 slot 6   6:00:00
 * </pre>
 *
 * So everything at a level is due before anything at the level above, and within a level in the
 * order of the slots: the earliest slot is the lowest bit of the lowest level that has one. When
 * the time reaches a slot of level 0, its items are due. When it reaches a slot of a higher level,
 * its items are put again, and now lie lower: at 5:11:00 the third and the fourth item of the table
 * go to level 0, to slots 0 and 37. An item moves down at most once a level, and empty slots are
 * never looked at, however far the time jumps.
 *
 * <pre>
 *   level       0      1       2         3         4         …   10
 *   slot spans  1 ms   64 ms   4.1 s     4.4 min   4.7 h         all that fits in a long
 * </pre>
 *
 * <p>Not thread-safe. The consumer of {@link #advance} may add and cancel as it likes.
 */
public final class TimingWheel<T> {
  private static final int DIGIT_BITS = 6;
  private static final int SLOTS = 1 << DIGIT_BITS;
  private static final int LEVELS = (Long.SIZE + DIGIT_BITS - 1) / DIGIT_BITS;

  private final List<Slot<T>> slots = new ArrayList<>(LEVELS * SLOTS);

  /** For each level, which of its slots hold something. */
  private final long[] occupied = new long[LEVELS];

  private final Chain<T> expired = new Chain<>();
  private long time;
  private int size;

  /**
   * An empty wheel.
   *
   * @param startMillis its time, since the epoch; not negative
   */
  public TimingWheel(long startMillis) {
    if (startMillis < 0) {
      throw new IllegalArgumentException("a wheel cannot start before the epoch: " + startMillis);
    }
    time = startMillis;
    for (int level = 0; level < LEVELS; level++) {
      for (int digit = 0; digit < SLOTS; digit++) {
        slots.add(new Slot<>(occupied, level, digit));
      }
    }
  }

  /** Holds an item until it is due; a due that has passed counts as the wheel's time. */
  public Entry<T> add(long dueMillis, T item) {
    Entry<T> entry = new Entry<>(this, dueMillis, item);
    put(entry);
    size++;
    return entry;
  }

  /**
   * Hands out what is due, in order of due and, within a millisecond, of insertion. What the
   * consumer adds meanwhile, even if it is due at once, waits for the next call: so a call ends.
   * When the consumer throws, so does this, and the next call goes on with the item after it.
   *
   * @param nowMillis not before the last call's; otherwise nothing happens, since a clock that is
   *     set back cannot make anything due: see {@link #setBack}
   */
  public void advance(long nowMillis, Consumer<? super T> due) {
    if (nowMillis < time) {
      return;
    }
    expireUntil(nowMillis);
    for (Entry<T> entry = expired.first; entry != null; entry = expired.first) {
      release(entry);
      due.accept(entry.item);
    }
  }

  /**
   * When {@link #advance} has something to do next: at the next due where that lies at level 0,
   * otherwise at an instant before it (or at it) at which items move down. Advancing from one to
   * the next reaches every due, after a few calls at most.
   */
  public OptionalLong next() {
    if (expired.first != null) {
      return OptionalLong.of(time);
    }
    int level = lowestOccupiedLevel();
    return level == LEVELS ? OptionalLong.empty() : OptionalLong.of(begin(earliestSlot(level)));
  }

  /** The time that it has reached. */
  public long time() {
    return time;
  }

  /**
   * Goes back to an earlier time. What it holds lies where it belongs by then, also what was due
   * when it was added; this looks at every slot and moves every item.
   */
  public void setBack(long earlierMillis) {
    List<Entry<T>> entries = new ArrayList<>();
    for (Slot<T> slot : slots) {
      for (Entry<T> entry = slot.first; entry != null; entry = slot.first) {
        slot.remove(entry);
        entries.add(entry);
      }
    }
    time = earlierMillis;
    entries.forEach(this::put);
  }

  /** How many items it holds. */
  public int size() {
    return size;
  }

  private void expireUntil(long now) {
    for (int level = lowestOccupiedLevel(); level < LEVELS; level = lowestOccupiedLevel()) {
      Slot<T> slot = earliestSlot(level);
      if (begin(slot) > now) {
        break;
      }
      time = begin(slot);
      for (Entry<T> entry = slot.first; entry != null; entry = slot.first) {
        slot.remove(entry);
        if (level == 0) {
          expired.append(entry);
        } else {
          put(entry);
        }
      }
    }
    time = now;
  }

  private void put(Entry<T> entry) {
    long due = Math.max(entry.due, time);
    int level = levelOfHighestBit(due ^ time);
    int digit = (int) (due >>> (level * DIGIT_BITS)) & (SLOTS - 1);
    slots.get(level * SLOTS + digit).append(entry);
  }

  private static int levelOfHighestBit(long difference) {
    return difference == 0
        ? 0
        : (Long.SIZE - 1 - Long.numberOfLeadingZeros(difference)) / DIGIT_BITS;
  }

  private int lowestOccupiedLevel() {
    int level = 0;
    while (level < LEVELS && occupied[level] == 0) {
      level++;
    }
    return level;
  }

  private Slot<T> earliestSlot(int level) {
    return slots.get(level * SLOTS + Long.numberOfTrailingZeros(occupied[level]));
  }

  /** The digits above the slot's are the time's, the slot's own is its number, the rest is 0. */
  private long begin(Slot<T> slot) {
    int shift = slot.level * DIGIT_BITS;
    long digits = ((time >>> shift) & -SLOTS) | slot.digit;
    return digits << shift;
  }

  private void release(Entry<T> entry) {
    Chain<T> chain = entry.chain;
    if (chain != null) {
      chain.remove(entry);
      size--;
    }
  }

  /** An item's place in a wheel. */
  public static final class Entry<T> {
    private final TimingWheel<T> wheel;
    private final long due;
    private final T item;
    private @Nullable Chain<T> chain;
    private @Nullable Entry<T> previous;
    private @Nullable Entry<T> next;

    private Entry(TimingWheel<T> wheel, long due, T item) {
      this.wheel = wheel;
      this.due = due;
      this.item = item;
    }

    /** Takes the item out, at once; without effect once it is out or was handed out. */
    public void cancel() {
      wheel.release(this);
    }
  }

  /** Entries in order of insertion, linked through themselves: any of them leaves in O(1). */
  private static class Chain<T> {
    @Nullable Entry<T> first;
    private @Nullable Entry<T> last;

    void append(Entry<T> entry) {
      entry.chain = this;
      entry.previous = last;
      if (last == null) {
        first = entry;
      } else {
        last.next = entry;
      }
      last = entry;
    }

    void remove(Entry<T> entry) {
      Entry<T> before = entry.previous;
      Entry<T> after = entry.next;
      if (before == null) {
        first = after;
      } else {
        before.next = after;
      }
      if (after == null) {
        last = before;
      } else {
        after.previous = before;
      }
      entry.chain = null;
      entry.previous = null;
      entry.next = null;
    }
  }

  /** The chain of one digit of a level; keeps the level's bitmap true. */
  private static final class Slot<T> extends Chain<T> {
    private final long[] occupied;
    private final int level;
    private final int digit;

    Slot(long[] occupied, int level, int digit) {
      this.occupied = occupied;
      this.level = level;
      this.digit = digit;
    }

    @Override
    void append(Entry<T> entry) {
      super.append(entry);
      occupied[level] |= 1L << digit;
    }

    @Override
    void remove(Entry<T> entry) {
      super.remove(entry);
      if (first == null) {
        occupied[level] &= ~(1L << digit);
      }
    }
  }
}
