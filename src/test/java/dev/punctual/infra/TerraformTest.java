package dev.punctual.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.bertramlabs.plugins.hcl4j.HCLParser;
import com.bertramlabs.plugins.hcl4j.HCLParserException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Terraform configuration can be read, and says what it should of the table and the bucket. */
class TerraformTest {
  private static final Path DIRECTORY = Path.of("infra/terraform");

  /** A comment, a string (templates in it hold no quotes here), or a bracket. */
  private static final Pattern TOKEN =
      Pattern.compile("#[^\\n]*|\"(?:[^\"\\\\\\n]|\\\\.)*\"|(\"|[\\[\\](){}])");

  @Test
  void everyFileIsWellFormed() throws IOException {
    for (Path file : files()) {
      String text = Files.readString(file);
      assertThat(unbalanced(text)).as("%s: brackets and quotes", file).isEmpty();
      assertThat(parsed(text)).as("%s: blocks", file).isNotEmpty();
    }
  }

  /** The parser of the tests is lenient; the real one is not everywhere. */
  @Test
  void terraformItselfAgreesWhereItIsInstalled() throws Exception {
    assumeTrue(isOnPath("terraform"));

    Process format =
        new ProcessBuilder("terraform", "-chdir=" + DIRECTORY, "fmt", "-check", "-diff")
            .redirectErrorStream(true)
            .start();
    String output = new String(format.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(format.waitFor()).as(output).isZero();
  }

  @Test
  void theTableIsKeyedByDriverAndPackage() throws IOException {
    Map<?, ?> table = block(configuration(), "resource", "aws_dynamodb_table", "assignments");

    assertThat(table.get("hash_key")).isEqualTo("driver_id");
    assertThat(table.get("range_key")).isEqualTo("package_id");
    assertThat((List<?>) table.get("attribute"))
        .isEqualTo(
            List.of(
                Map.of("name", "driver_id", "type", "S"),
                Map.of("name", "package_id", "type", "S")));
  }

  @Test
  void theBucketIsVersionedEncryptedPrivateAndAges() throws IOException {
    Map<?, ?> all = configuration();

    assertThat(
            block(all, "resource", "aws_s3_bucket_versioning", "audit", "versioning_configuration")
                .get("status"))
        .isEqualTo("Enabled");
    assertThat(
            block(
                    all,
                    "resource",
                    "aws_s3_bucket_server_side_encryption_configuration",
                    "audit",
                    "rule",
                    "apply_server_side_encryption_by_default")
                .get("sse_algorithm"))
        .isEqualTo("aws:kms");
    Map<?, ?> access = block(all, "resource", "aws_s3_bucket_public_access_block", "audit");
    for (String block :
        List.of(
            "block_public_acls",
            "block_public_policy",
            "ignore_public_acls",
            "restrict_public_buckets")) {
      assertThat(access.get(block)).as(block).isEqualTo(true);
    }
    assertThat(
            block(all, "resource", "aws_s3_bucket_lifecycle_configuration", "audit", "rule")
                .get("status"))
        .isEqualTo("Enabled");
  }

  @Test
  void everyEnvironmentHasANameAndSizesOfItsOwn() throws IOException {
    Map<?, ?> environments = block(configuration(), "locals", "environments");
    List<String> tables = new ArrayList<>();
    for (String environment : List.of("dev", "test", "prod")) {
      Map<?, ?> settings = block(environments, environment);
      tables.add(String.valueOf(settings.get("table_name")));
      assertThat(settings.keySet()).as(environment).isEqualTo(block(environments, "prod").keySet());
    }

    assertThat(environments).hasSameSizeAs(tables);
    assertThat(tables).doesNotHaveDuplicates().contains("DeliveryAssignments");
  }

  @Test
  void findsWhatIsNotWellFormed() {
    assertThat(unbalanced("a { b = [1, 2 }")).isNotEmpty();
    assertThat(unbalanced("a { b = 1")).isNotEmpty();
    assertThat(unbalanced("a { b = \"1\n }")).isNotEmpty();
    assertThat(unbalanced("a { b = \"}\" } # {")).isEmpty();
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(DIRECTORY)) {
      return all.filter(path -> path.toString().endsWith(".tf")).sorted().toList();
    }
  }

  private static Map<?, ?> configuration() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : files()) {
      // Each file has one block of locals at most; the one that is asked for comes last.
      if (!file.endsWith("providers.tf")) {
        all.append(Files.readString(file)).append('\n');
      }
    }
    return parsed(all.toString());
  }

  private static Map<String, Object> parsed(String text) throws IOException {
    PrintStream out = System.out;
    // The parser tells of its steps.
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try {
      return new LinkedHashMap<>(new HCLParser().parse(text));
    } catch (HCLParserException e) {
      throw new AssertionError(e);
    } finally {
      System.setOut(out);
    }
  }

  private static Map<?, ?> block(Map<?, ?> from, String... path) {
    Map<?, ?> current = from;
    for (String step : path) {
      assertThat(current.get(step)).as("%s in %s", step, String.join(".", path)).isNotNull();
      current = (Map<?, ?>) current.get(step);
    }
    return current;
  }

  /** What is left open, or closed too often; empty if all is in order. */
  private static String unbalanced(String text) {
    Deque<String> open = new ArrayDeque<>();
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      String bracket = matcher.group(1);
      if (bracket == null) {
        continue;
      }
      if ("[({".contains(bracket)) {
        open.push(bracket);
      } else if (open.isEmpty() || !"[](){}".contains(open.pop() + bracket)) {
        return "at character " + matcher.start();
      }
    }
    return String.join("", open);
  }

  private static boolean isOnPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
