package dev.punctual.app;

import static dev.punctual.testkit.Futures.await;
import static dev.punctual.testkit.Futures.awaitFailure;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.Hazelcast;
import dev.punctual.app.Members.Answer;
import dev.punctual.app.Members.Question;
import dev.punctual.bus.Address;
import dev.punctual.config.Config.Cluster.Tls;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.testkit.TestAuthority;
import dev.punctual.testkit.TestAuthority.Certified;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Members that prove to each other who they are, and strangers in their list of members. */
@TestInstance(Lifecycle.PER_CLASS)
class BusTlsTest {
  private static final Address<Question, Answer> IN =
      Address.of("test.in", Question.class, Answer.class).within(Duration.ofSeconds(2));
  private static final Address<Question, Answer> OUT =
      Address.of("test.out", Question.class, Answer.class).within(Duration.ofSeconds(2));

  private Optional<Tls> first = Optional.empty();
  private Optional<Tls> second = Optional.empty();
  private Optional<Tls> stranger = Optional.empty();

  @BeforeAll
  void certify(@TempDir Path directory) {
    TestAuthority authority = TestAuthority.in(directory.resolve("ours"));
    first = Optional.of(tls(authority.certify("first")));
    second = Optional.of(tls(authority.certify("second")));
    stranger = Optional.of(tls(TestAuthority.in(directory.resolve("theirs")).certify("first")));
  }

  @Test
  void membersOfOneAuthorityTalkToEachOther() {
    try (Members members = Members.start(List.of(first, second))) {
      members.serve(0);
      assertThat(await(members.ask(1, 7))).isEqualTo(new Answer(7, 0));
    }
  }

  @Test
  void withoutACertificateNothingIsTakenAndNothingGiven() {
    keepsOut(Optional.empty());
  }

  @Test
  void withACertificateOfAnotherAuthorityNothingIsTakenAndNothingGiven() {
    keepsOut(stranger);
  }

  private void keepsOut(Optional<Tls> other) {
    try (Members members = Members.start(List.of(first, other))) {
      Promise<Integer> heard = Promise.promise();
      serve(members, 0, IN, heard);
      serve(members, 1, OUT, heard);
      assertThat(Hazelcast.getAllHazelcastInstances())
          .allSatisfy(member -> assertThat(member.getCluster().getMembers()).hasSize(2));

      Future<Answer> in = members.bus(1).request(IN, new Question(7));
      Future<Answer> out = members.bus(0).request(OUT, new Question(7));

      assertThat(List.of(problem(in), problem(out))).containsOnly(ProblemType.UNAVAILABLE);
      assertThat(heard.future().isComplete()).isFalse();
    }
  }

  private static void serve(
      Members members, int member, Address<Question, Answer> address, Promise<Integer> heard) {
    members
        .bus(member)
        .serve(
            address,
            10,
            question -> {
              heard.complete(question.number());
              return Future.succeededFuture(new Answer(question.number(), member));
            });
    await(members.bus(member).announced());
  }

  private static ProblemType problem(Future<Answer> answer) {
    return ((ProblemException) awaitFailure(answer)).problem().type();
  }

  private static Tls tls(Certified member) {
    return new Tls(member.key(), member.certificate(), member.authority());
  }
}
