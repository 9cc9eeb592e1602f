package dev.punctual.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Lines on two logarithmic axes, as SVG that is readable on light and dark pages. What has no
 * logarithm lies a decade before the smallest x.
 */
final class LogPlot {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 360;
  private static final int LEFT = 60;
  private static final int RIGHT = 150;
  private static final int TOP = 20;
  private static final int BOTTOM = 50;
  private static final int LABEL_HEIGHT = 16;

  private static final String STYLE =
      """
      <style>
        text { font: 13px system-ui, sans-serif; fill: #24292f; }
        .grid { stroke: #8c959f; stroke-opacity: 0.35; }
        .line { fill: none; stroke-width: 2.5; }
        .c0 { stroke: #0969da; } .c1 { stroke: #bc4c00; } .c2 { stroke: #1a7f37; }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3; }
          .c0 { stroke: #58a6ff; } .c1 { stroke: #f0883e; } .c2 { stroke: #56d364; }
        }
      </style>
      """;

  private final String xLabel;
  private final String yLabel;
  private final List<Line> lines = new ArrayList<>();

  private record Point(double x, double y) {}

  private record Line(String name, List<Point> points) {}

  /** Whole decades. */
  private record Axis(int from, int to) {
    static Axis of(DoubleStream positive) {
      double[] sorted = positive.sorted().toArray();
      int from = (int) Math.floor(Math.log10(sorted[0]));
      int to = (int) Math.ceil(Math.log10(sorted[sorted.length - 1]));
      return new Axis(from, Math.max(to, from + 1));
    }

    /** From 0 to 1. */
    double place(double value) {
      return value > 0 ? (Math.log10(value) - from) / (to - from) : 0;
    }
  }

  LogPlot(String xLabel, String yLabel) {
    this.xLabel = xLabel;
    this.yLabel = yLabel;
  }

  <T> void line(String name, List<T> items, ToDoubleFunction<T> x, ToDoubleFunction<T> y) {
    lines.add(
        new Line(
            name,
            items.stream().map(i -> new Point(x.applyAsDouble(i), y.applyAsDouble(i))).toList()));
  }

  String svg() {
    boolean fromNothing = xs().anyMatch(x -> x == 0);
    Axis given = Axis.of(xs().filter(x -> x > 0));
    Axis x = fromNothing ? new Axis(given.from() - 1, given.to()) : given;
    Axis y = Axis.of(points().mapToDouble(Point::y));
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\">\n"
            .formatted(WIDTH, HEIGHT));
    svg.append(STYLE);
    addGrid(svg, x, y, fromNothing);
    List<Double> labels = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      addLine(svg, lines.get(i), i, x, y);
      addLabel(svg, lines.get(i), labels, x, y);
    }
    return svg.append("</svg>\n").toString();
  }

  private Stream<Point> points() {
    return lines.stream().flatMap(line -> line.points().stream());
  }

  private DoubleStream xs() {
    return points().mapToDouble(Point::x);
  }

  private void addGrid(StringBuilder svg, Axis x, Axis y, boolean fromNothing) {
    for (int decade = x.from(); decade <= x.to(); decade++) {
      double at = left(x, Math.pow(10, decade));
      boolean nothing = fromNothing && decade == x.from();
      addGridLine(svg, at, TOP, at, HEIGHT - BOTTOM);
      addText(svg, at, HEIGHT - BOTTOM + 18, "middle", nothing ? "0" : number(decade));
    }
    for (int decade = y.from(); decade <= y.to(); decade++) {
      double at = top(y, Math.pow(10, decade));
      addGridLine(svg, LEFT, at, WIDTH - RIGHT, at);
      addText(svg, LEFT - 8, at + 4, "end", number(decade));
    }
    addText(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10, "middle", xLabel);
    svg.append(
        "<text transform=\"translate(14 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>\n"
            .formatted((TOP + HEIGHT - BOTTOM) / 2, yLabel));
  }

  private static void addGridLine(StringBuilder svg, double x1, double y1, double x2, double y2) {
    svg.append("<path class=\"grid\" d=\"M%.1f %.1fL%.1f %.1f\"/>\n".formatted(x1, y1, x2, y2));
  }

  private static void addText(StringBuilder svg, double x, double y, String anchor, String text) {
    svg.append(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n".formatted(x, y, anchor, text));
  }

  private static void addLine(StringBuilder svg, Line line, int number, Axis x, Axis y) {
    StringBuilder path = new StringBuilder();
    for (Point point : line.points()) {
      path.append(path.isEmpty() ? 'M' : 'L')
          .append("%.1f %.1f".formatted(left(x, point.x()), top(y, point.y())));
    }
    svg.append("<path class=\"line c%d\" d=\"%s\"/>\n".formatted(number, path));
  }

  /** At the line's end, or as near as those before leave room. */
  private static void addLabel(StringBuilder svg, Line line, List<Double> labels, Axis x, Axis y) {
    Point last = line.points().get(line.points().size() - 1);
    double at = top(y, last.y()) + 4;
    while (isTaken(labels, at)) {
      at += LABEL_HEIGHT;
    }
    labels.add(at);
    addText(svg, left(x, last.x()) + 8, at, "start", line.name());
  }

  private static boolean isTaken(List<Double> labels, double at) {
    return labels.stream().anyMatch(label -> Math.abs(label - at) < LABEL_HEIGHT);
  }

  private static double left(Axis axis, double value) {
    return LEFT + axis.place(value) * (WIDTH - LEFT - RIGHT);
  }

  private static double top(Axis axis, double value) {
    return HEIGHT - BOTTOM - axis.place(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static String number(int decade) {
    return decade < 0
        ? String.valueOf(Math.pow(10, decade))
        : "%,.0f".formatted(Math.pow(10, decade));
  }
}
