package dev.punctual.call.domain;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Queue;
import java.util.stream.IntStream;

/**
 * A maximum flow of least cost: the primal-dual method (Ford and Fulkerson, 1962). Flow goes along
 * cheapest paths only, as much as there is of each length (by Dinic's blocking flows), until none
 * is left.
 */
final class CheapestFlow {
  private static final int UNREACHED = Integer.MAX_VALUE;

  private final int source;
  private final int sink;
  private final int[] firstArc;
  private int arcs;
  private int[] head;
  private int[] nextArc;
  private int[] residual;
  private int[] cost;

  /** How far each node is from the source, in cost. */
  private final int[] distance;

  /** The same in arcs, over arcs on cheapest paths. */
  private final int[] level;

  /** Where the search for a path goes on at each node. */
  private final int[] current;

  CheapestFlow(int nodes, int source, int sink) {
    this.source = source;
    this.sink = sink;
    this.firstArc = new int[nodes];
    Arrays.fill(firstArc, -1);
    this.head = new int[16];
    this.nextArc = new int[16];
    this.residual = new int[16];
    this.cost = new int[16];
    this.distance = new int[nodes];
    this.level = new int[nodes];
    this.current = new int[nodes];
  }

  /** Adds an arc and returns its number. */
  int arc(int from, int to, int capacity, int costPerUnit) {
    int arc = arcs;
    half(from, to, capacity, costPerUnit);
    half(to, from, 0, -costPerUnit);
    return arc;
  }

  /** An arc and its way back are neighbours: {@code arc ^ 1} is the other one. */
  private void half(int from, int to, int capacity, int costPerUnit) {
    if (arcs == head.length) {
      head = Arrays.copyOf(head, 2 * arcs);
      nextArc = Arrays.copyOf(nextArc, 2 * arcs);
      residual = Arrays.copyOf(residual, 2 * arcs);
      cost = Arrays.copyOf(cost, 2 * arcs);
    }
    head[arcs] = to;
    residual[arcs] = capacity;
    cost[arcs] = costPerUnit;
    nextArc[arcs] = firstArc[from];
    firstArc[from] = arcs++;
  }

  /** Pushes what can be pushed and returns how much that was. */
  int run() {
    int pushed = 0;
    while (measureDistances(source)) {
      while (measureLevels()) {
        System.arraycopy(firstArc, 0, current, 0, current.length);
        pushed += push(source, Integer.MAX_VALUE);
      }
    }
    return pushed;
  }

  /** What flows along an arc. */
  int flow(int arc) {
    return residual[arc ^ 1];
  }

  /** After {@link #run}: the nodes that more could flow to from a node. */
  BitSet reachableFrom(int node) {
    measureDistances(node);
    return IntStream.range(0, distance.length)
        .filter(other -> distance[other] != UNREACHED)
        .collect(BitSet::new, BitSet::set, BitSet::or);
  }

  private boolean measureDistances(int origin) {
    Arrays.fill(distance, UNREACHED);
    distance[origin] = 0;
    Queue<Integer> queue = new ArrayDeque<>();
    boolean[] queued = new boolean[distance.length];
    queue.add(origin);
    while (!queue.isEmpty()) {
      int node = queue.remove();
      queued[node] = false;
      for (int arc = firstArc[node]; arc >= 0; arc = nextArc[arc]) {
        int to = head[arc];
        if (residual[arc] > 0 && distance[node] + cost[arc] < distance[to]) {
          distance[to] = distance[node] + cost[arc];
          if (!queued[to]) {
            queued[to] = true;
            queue.add(to);
          }
        }
      }
    }
    return distance[sink] != UNREACHED;
  }

  private boolean measureLevels() {
    Arrays.fill(level, UNREACHED);
    level[source] = 0;
    Queue<Integer> queue = new ArrayDeque<>();
    queue.add(source);
    while (!queue.isEmpty()) {
      int node = queue.remove();
      for (int arc = firstArc[node]; arc >= 0; arc = nextArc[arc]) {
        int to = head[arc];
        if (isOnCheapestPath(node, arc) && level[to] == UNREACHED) {
          level[to] = level[node] + 1;
          queue.add(to);
        }
      }
    }
    return level[sink] != UNREACHED;
  }

  private int push(int node, int atMost) {
    if (node == sink) {
      return atMost;
    }
    int pushed = 0;
    for (; current[node] >= 0; current[node] = nextArc[current[node]]) {
      int arc = current[node];
      if (isOnCheapestPath(node, arc) && level[head[arc]] == level[node] + 1) {
        int more = push(head[arc], Math.min(atMost - pushed, residual[arc]));
        residual[arc] -= more;
        residual[arc ^ 1] += more;
        pushed += more;
        if (pushed == atMost) {
          return pushed;
        }
      }
    }
    return pushed;
  }

  private boolean isOnCheapestPath(int node, int arc) {
    return residual[arc] > 0 && distance[head[arc]] == distance[node] + cost[arc];
  }
}
