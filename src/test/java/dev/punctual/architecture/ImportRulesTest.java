package dev.punctual.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.punctual.bus.Address;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Who may import whom. */
@AnalyzeClasses(packages = "dev.punctual", importOptions = DoNotIncludeTests.class)
class ImportRulesTest {
  private static final List<String> FEATURES = List.of("staff", "lookup", "shift");

  @ArchTest
  static void domainsArePure(com.tngtech.archunit.core.domain.JavaClasses all) {
    for (String feature : FEATURES) {
      classes()
          .that()
          .resideInAPackage("dev.punctual." + feature + ".domain")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "java..", "dev.punctual.problem", "dev.punctual." + feature + ".domain"))
          .allowEmptyShould(true)
          .check(all);
    }
  }

  @ArchTest
  static final ArchRule problemsArePure =
      classes()
          .that()
          .resideInAPackage("dev.punctual.problem")
          .should()
          .onlyDependOnClassesThat(resideInAnyPackage("java..", "dev.punctual.problem"));

  @ArchTest
  static void messagesAreValues(com.tngtech.archunit.core.domain.JavaClasses all) {
    for (String feature : FEATURES) {
      classes()
          .that()
          .resideInAPackage("dev.punctual." + feature + ".api")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                      "java..",
                      "dev.punctual.batch",
                      "dev.punctual." + feature + ".api",
                      "dev.punctual." + feature + ".domain")
                  .or(
                      com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf(
                          Address.class)))
          .check(all);
    }
  }

  @ArchTest
  static void featuresKnowEachOtherThroughTheirMessagesAlone(
      com.tngtech.archunit.core.domain.JavaClasses all) {
    for (String feature : FEATURES) {
      noClasses()
          .that(
              resideInAPackage("dev.punctual..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "dev.punctual." + feature + "..", "dev.punctual.app.."))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.punctual." + feature)
          .check(all);
    }
  }

  @ArchTest
  static final ArchRule onlyTheFrontDoorAndTheLookupSpeakHttp =
      noClasses()
          .that(not(resideInAnyPackage("dev.punctual.http", "dev.punctual.lookup")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vertx.ext.web..");

  @ArchTest
  static final ArchRule onlyPgClassesSpeakSql =
      noClasses()
          .that()
          .haveSimpleNameNotStartingWith("Pg")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx.sqlclient..", "io.vertx.pgclient..");

  @ArchTest
  static final ArchRule onlyTheCacheSpeaksRedis =
      noClasses()
          .that(not(resideInAPackage("dev.punctual.cache")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vertx.redis..");

  @ArchTest
  static final ArchRule onlyMainStartsTheApp =
      noClasses()
          .that(not(resideInAnyPackage("dev.punctual.app..", "dev.punctual")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.punctual.app..");

  @ArchTest
  static final ArchRule packagesDoNotGoInCircles =
      slices().matching("dev.punctual.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule timeIsHandedIn =
      noClasses()
          .that(not(resideInAnyPackage("dev.punctual.app..", "dev.punctual.cli")))
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(Clock.class, "systemUTC");

  @ArchTest
  static final ArchRule everybodyIsLookedAt =
      classes().that(alwaysTrue()).should().resideInAPackage("dev.punctual..");
}
