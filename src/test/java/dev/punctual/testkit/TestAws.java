package dev.punctual.testkit;

/** What clients of AWS insist on although no stand-in verifies it. */
public final class TestAws {
  private TestAws() {}

  /** Gives this process a region and credentials. */
  public static void configure() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    System.setProperty("aws.region", "eu-central-1");
  }
}
