package dev.punctual.trigger.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com",
        "http://example.com:8080/a/b?c=d#e",
        "HTTPS://EXAMPLE.com/ü",
        "http://localhost:1/",
        "http://10.0.0.1:65535",
        "http://[::1]:8080/x",
        "http://2130706433/", // an address in disguise: judged when it has been resolved
        "http://0177.0.0.1/"
      })
  void whatCanBeCalledIsAccepted(String url) {
    assertThat(Endpoint.problemWith(url)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "ftp://example.com | must begin with http:// or https://",
        "/relative | must begin with http:// or https://",
        "example.com | must begin with http:// or https://",
        "file:///etc/passwd | must begin with http:// or https://",
        "javascript:alert(1) | must begin with http:// or https://",
        "http:/path | must name a host",
        "http:opaque | must name a host",
        "http://:80/ | must name a valid host and port",
        "http://user:secret@example.com/ | must not carry a user name or password",
        "http://user@example.com/ | must not carry a user name or password",
        "http://@example.com/ | must not carry a user name or password",
        "http://example.com:0/ | must have a port from 1 to 65535",
        "http://example.com:65536/ | must have a port from 1 to 65535",
        "http://example.com:99999999999/ | must name a valid host and port",
        "http://example.com:http/ | must name a valid host and port",
        "http://127.1/ | must name a valid host and port",
        "http://0x7f.0.0.1/ | must name a valid host and port",
        "http://exa mple.com/ | is not a valid URL",
        "http://[::1/ | is not a valid URL",
        "http:// | is not a valid URL",
      })
  void whatCannotBeCalledIsToldSo(String url, String problem) {
    assertThat(Endpoint.problemWith(url)).contains(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://example.com/\r\nHost: evil", "http://example.com/\u0000", "\t"})
  void controlCharactersAreRefused(String url) {
    assertThat(Endpoint.problemWith(url)).contains("must not contain control characters");
  }

  @ParameterizedTest
  @CsvSource({"2048, true", "2049, false"})
  void theLengthIsBounded(int length, boolean accepted) {
    String url = "http://example.com/";
    Optional<String> problem = Endpoint.problemWith(url + "a".repeat(length - url.length()));
    assertThat(problem.isEmpty()).isEqualTo(accepted);
  }
}
