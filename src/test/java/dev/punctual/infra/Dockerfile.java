package dev.punctual.infra;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The image's recipe, as far as this project uses the format. */
public final class Dockerfile {
  private static final Path FILE = Path.of("Dockerfile");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A line of a stage, such as {@code COPY} and what follows it. */
  public record Instruction(String keyword, String text) {
    boolean is(String name) {
      return keyword.equals(name);
    }

    List<String> words() {
      return List.of(text.split("\\s+", -1));
    }

    /** The exec form: a JSON array of a program and its arguments. */
    List<String> command() {
      try {
        return List.of(JSON.readValue(text.replaceFirst("^[^\\[]*", ""), String[].class));
      } catch (JsonProcessingException e) {
        throw new AssertionError(keyword + " is not in the exec form: " + text, e);
      }
    }
  }

  /** From one {@code FROM} to the next. */
  public record Stage(String name, String base, List<Instruction> instructions) {
    List<Instruction> all(String keyword) {
      return instructions.stream().filter(instruction -> instruction.is(keyword)).toList();
    }
  }

  private final List<Stage> stages;

  private Dockerfile(List<Stage> stages) {
    this.stages = stages;
  }

  public static Dockerfile read() {
    List<Stage> stages = new ArrayList<>();
    for (Instruction instruction : instructions()) {
      if (instruction.is("FROM")) {
        List<String> words = instruction.words();
        String name = words.size() == 3 ? words.get(2) : "";
        stages.add(new Stage(name, words.get(0), new ArrayList<>()));
      } else {
        stages.get(stages.size() - 1).instructions().add(instruction);
      }
    }
    return new Dockerfile(stages);
  }

  private static List<Instruction> instructions() {
    try {
      String text = Files.readString(FILE).replaceAll("(?m)^\\s*#.*\n", "").replace("\\\n", " ");
      return text.lines()
          .filter(line -> !line.isBlank())
          .map(line -> line.strip().split("\\s+", 2))
          .map(parts -> new Instruction(parts[0].toUpperCase(Locale.ROOT), parts[1]))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Stage> stages() {
    return stages;
  }

  Stage stage(String name) {
    return stages.stream()
        .filter(stage -> stage.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no stage is named " + name));
  }

  /** What the image inherits, from its first ancestor here on. */
  private List<Instruction> ofTheImage(String keyword) {
    List<Instruction> found = new ArrayList<>();
    Stage stage = stages.get(stages.size() - 1);
    found.addAll(stage.all(keyword));
    while (isStage(stage.base())) {
      stage = stage(stage.base());
      found.addAll(0, stage.all(keyword));
    }
    return found;
  }

  boolean isStage(String name) {
    return stages.stream().anyMatch(stage -> stage.name().equals(name));
  }

  Instruction last(String keyword) {
    List<Instruction> found = ofTheImage(keyword);
    if (found.isEmpty()) {
      throw new AssertionError("the image has no " + keyword);
    }
    return found.get(found.size() - 1);
  }

  /** The program that the image runs. */
  public List<String> entrypoint() {
    return last("ENTRYPOINT").command();
  }

  /** The variables that the image sets. */
  public Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    for (Instruction instruction : ofTheImage("ENV")) {
      for (String assignment : instruction.words()) {
        String[] parts = assignment.split("=", 2);
        variables.put(parts[0], parts[1]);
      }
    }
    return variables;
  }

  /** The modules that the image's Java consists of. */
  public String modules() {
    List<String> words = stage("runtime").all("RUN").get(0).words();
    return words.get(words.indexOf("--add-modules") + 1);
  }

  /** What a {@code COPY} of this stage takes from the project. */
  static Stream<String> sources(Instruction copy) {
    List<String> paths = copy.words().stream().filter(word -> !word.startsWith("--")).toList();
    return paths.subList(0, paths.size() - 1).stream();
  }

  /** The stage that a {@code COPY} takes from, if it does. */
  static Stream<String> from(Instruction copy) {
    return Arrays.stream(copy.text().split("\\s+", -1))
        .filter(word -> word.startsWith("--from="))
        .map(word -> word.substring("--from=".length()));
  }
}
