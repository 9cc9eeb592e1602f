package dev.punctual.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.punctual.bus.Json;
import dev.punctual.delivery.domain.Driver;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GenerateDayCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory = Path.of("");

  @Test
  void writesADayWithinItsRanges() throws IOException {
    assertThat(generate("a", "--drivers=200", "--packages=2000", "--rules=1..3")).isZero();

    JsonNode drivers = read("a", "drivers");
    assertThat(drivers).hasSize(200);
    assertThat(new HashSet<>(drivers.findValuesAsText("code"))).hasSize(10);
    for (JsonNode driver : drivers) {
      List<String> codes = driver.findValuesAsText("code");
      assertThat(codes).hasSizeBetween(1, 3).doesNotHaveDuplicates();
      assertThat(Json.MAPPER.treeToValue(driver, Driver.class).errors()).isEmpty();
    }
    JsonNode packages = read("a", "packages");
    assertThat(values(packages, "package_id")).hasSize(2_000);
    assertThat(values(packages, "region")).hasSize(4);
    assertThat(values(packages, "hazmat_class")).hasSize(5);
    for (JsonNode parcel : packages) {
      assertThat(parcel.path("weight_kg").asDouble()).isBetween(0.5, 20.0);
      assertThat(parcel.path("distance_km").asDouble()).isBetween(1.0, 100.0);
      assertThat(parcel.path("temperature_c").asDouble()).isBetween(-5.0, 25.0);
      assertThat(parcel.path("volume_m3").asDouble()).isBetween(0.1, 3.0);
      assertThat(parcel.path("delivery_hour").asInt()).isBetween(0, 23);
    }
  }

  @Test
  void theSameSeedMakesTheSameDay() throws IOException {
    generate("a", "--seed=7");
    generate("b", "--seed=7");
    generate("c", "--seed=8");

    assertThat(read("b", "packages")).hasSize(990).isEqualTo(read("a", "packages"));
    assertThat(read("b", "drivers")).hasSize(99).isEqualTo(read("a", "drivers"));
    assertThat(read("c", "packages")).isNotEqualTo(read("a", "packages"));
  }

  @Test
  void refusesWhatIsNoRange() {
    assertThat(generate("a", "--rules=2..1")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(generate("a", "--rules=few")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(generate("a", "--drivers=-1")).isEqualTo(CommandLine.ExitCode.USAGE);
  }

  private int generate(String day, String... options) {
    List<String> arguments = new ArrayList<>(List.of("--out=" + directory.resolve(day)));
    arguments.addAll(List.of(options));
    PrintWriter unread = new PrintWriter(Writer.nullWriter());
    return new CommandLine(new GenerateDayCommand())
        .setOut(unread)
        .setErr(unread)
        .execute(arguments.toArray(String[]::new));
  }

  private JsonNode read(String day, String list) throws IOException {
    return JSON.readTree(Files.readString(directory.resolve(day).resolve(list + ".json")));
  }

  private static Set<String> values(JsonNode rows, String field) {
    return new HashSet<>(rows.findValuesAsText(field));
  }
}
