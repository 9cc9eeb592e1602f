package dev.punctual.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.punctual.bus.Address;
import dev.punctual.bus.Topic;
import io.vertx.core.http.ClientAuth;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Who may import whom. */
@AnalyzeClasses(packages = "dev.punctual", importOptions = DoNotIncludeTests.class)
class ImportRulesTest {
  private static final List<String> FEATURES =
      List.of("staff", "lookup", "shift", "trigger", "retention", "delivery", "call");

  /** The parts of the Trigger Service, in packages of their own because it is the largest. */
  private static final List<String> TRIGGER_PARTS = List.of("engine", "runner", "log");

  @ArchTest
  static void domainsArePure(JavaClasses all) {
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
  static void messagesAreValues(JavaClasses all) {
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
                  .or(belongToAnyOf(Address.class, Topic.class)))
          .allowEmptyShould(true)
          .check(all);
    }
  }

  @ArchTest
  static void featuresKnowEachOtherThroughTheirMessagesAlone(JavaClasses all) {
    for (String feature : FEATURES) {
      String root = "dev.punctual." + feature;
      noClasses()
          .that(
              resideInAPackage("dev.punctual..")
                  .and(not(resideInAnyPackage(root + "..", "dev.punctual.app.."))))
          .should()
          .dependOnClassesThat(
              resideInAPackage(root + "..")
                  .and(not(resideInAnyPackage(root + ".api", root + ".domain"))))
          .check(all);
    }
  }

  @ArchTest
  static void thePartsOfTheTriggerServiceDoNotKnowOneAnother(JavaClasses all) {
    for (String part : TRIGGER_PARTS) {
      noClasses()
          .that()
          .resideInAPackage("dev.punctual.trigger." + part)
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.punctual.trigger..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "dev.punctual.trigger." + part,
                              "dev.punctual.trigger.api",
                              "dev.punctual.trigger.domain"))))
          .check(all);
    }
  }

  /** {@code http} serves; {@code lookup} asks the Data Service. */
  @ArchTest
  static final ArchRule onlyTheFrontDoorAndTheLookupUseTheWebStack =
      noClasses()
          .that(not(resideInAnyPackage("dev.punctual.http", "dev.punctual.lookup")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vertx.ext.web..");

  /**
   * Besides them {@code trigger.runner}, which calls customers' endpoints: by the bare client,
   * because it decides itself how much of an answer it reads. {@link ClientAuth} is any server's.
   */
  @ArchTest
  static final ArchRule besidesThemOnlyTheRunnerSpeaksHttp =
      noClasses()
          .that(
              not(
                  resideInAnyPackage(
                      "dev.punctual.http", "dev.punctual.lookup", "dev.punctual.trigger.runner")))
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.vertx.core.http..").and(not(equivalentTo(ClientAuth.class))));

  @ArchTest
  static final ArchRule onlyPgClassesSpeakSql =
      noClasses()
          .that(not(belongTo(simpleNameStartingWith("Pg"))))
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

  /** The operational log of deliveries goes to S3. */
  @ArchTest
  static final ArchRule onlyDynamoDbAndS3ClassesOfDeliveriesSpeakAws =
      noClasses()
          .that(
              not(
                  resideInAPackage("dev.punctual.delivery")
                      .and(
                          belongTo(
                              simpleNameStartingWith("DynamoDb")
                                  .or(simpleNameStartingWith("S3"))
                                  .or(simpleNameStartingWith("AwsClients"))))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("software.amazon.awssdk..");

  /** Features say what they put aside and take up by {@code bus.Trace}. */
  @ArchTest
  static final ArchRule onlyTheAppKnowsOpenTelemetry =
      noClasses()
          .that(not(resideInAPackage("dev.punctual.app.tracing")))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.opentelemetry..", "io.vertx.tracing..");

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
