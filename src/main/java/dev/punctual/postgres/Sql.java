package dev.punctual.postgres;

/**
 * One SQL statement. Every statement of the project is a constant of this type in a {@code Pg*}
 * class, so that one test can find them all and PREPARE them against the migrated schema: a typo, a
 * renamed column or a wrong type fails the build.
 */
public record Sql(String text) {

  public static Sql of(String text) {
    return new Sql(text.strip());
  }
}
