package dev.punctual.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate authority of a test's own, by the JDK's keytool. */
public final class TestAuthority {
  private static final String SECRET = "changeit";
  private static final String ROOT = "authority";

  private final Path directory;

  /** PEM files. */
  public record Certified(Path key, Path certificate, Path authority) {}

  private TestAuthority(Path directory) {
    this.directory = directory;
  }

  public static TestAuthority in(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TestAuthority authority = new TestAuthority(directory);
    authority.pair(ROOT, "-ext", "bc:c");
    authority.keytool(ROOT, "-exportcert", "-rfc", "-file", authority.file(ROOT + ".pem"));
    return authority;
  }

  /** Makes a key, and a certificate that this authority has signed. */
  public Certified certify(String name) {
    pair(name);
    keytool(name, "-certreq", "-file", file(name + ".csr"));
    String signed = file(name + ".pem");
    keytool(ROOT, "-gencert", "-rfc", "-infile", file(name + ".csr"), "-outfile", signed);
    return new Certified(key(name), Path.of(signed), Path.of(file(ROOT + ".pem")));
  }

  private void pair(String name, String... more) {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + name));
    options.addAll(List.of(more));
    keytool(name, "-genkeypair", options.toArray(String[]::new));
  }

  private Path key(String name) {
    try (InputStream in = Files.newInputStream(Path.of(file(name + ".p12")))) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, SECRET.toCharArray());
      byte[] key = store.getKey(name, SECRET.toCharArray()).getEncoded();
      String body = Base64.getMimeEncoder().encodeToString(key);
      String pem = "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
      return Files.writeString(directory.resolve(name + ".key"), pem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private void keytool(String alias, String command, String... options) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    line.addAll(List.of(command, "-alias", alias, "-keystore", file(alias + ".p12")));
    line.addAll(List.of("-storetype", "PKCS12", "-storepass", SECRET));
    line.addAll(List.of(options));
    try {
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      byte[] said = process.getInputStream().readAllBytes();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(new String(said, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
