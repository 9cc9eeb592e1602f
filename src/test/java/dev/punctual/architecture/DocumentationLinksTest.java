package dev.punctual.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents link to is there: a guarantee names the test that holds it. */
class DocumentationLinksTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");

  @Test
  void everyRelativeLinkLeadsSomewhere() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(Path.of("README.md")));
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      docs.filter(path -> path.toString().endsWith(".md")).forEach(documents::add);
    }
    int links = 0;
    for (Path document : documents) {
      Matcher matcher = LINK.matcher(Files.readString(document));
      Path directory = document.resolveSibling(".");
      while (matcher.find()) {
        String target = matcher.group(1);
        if (!target.contains("://")) {
          links++;
          assertThat(directory.resolve(target)).as("%s links to it", document).exists();
        }
      }
    }
    assertThat(links).isPositive();
  }
}
