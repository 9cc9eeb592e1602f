package dev.punctual.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of a webhook's clients: HTTP/1.1 and next to nothing else, so that it leaves the machine to
 * the server. As clients do, it sends a request when the one before is answered. Not thread-safe.
 */
final class HookConnection {
  private static final String BODY = "{\"n\": 1}";
  private static final String END_OF_HEAD = "\r\n\r\n";
  private static final Pattern HEAD =
      Pattern.compile(
          "http/1\\.1 (\\d{3}).*?\r\ncontent-length: (\\d+)",
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  private final NetSocket socket;
  private final Buffer request;
  private final RecordParser answers = RecordParser.newDelimited(END_OF_HEAD, this::take);
  private final Deque<Asked> open = new ArrayDeque<>();
  private int status;

  /** Asked for; the first is under way. */
  private record Asked(long nanos, HookAnswers answers, Promise<Void> answered) {}

  private HookConnection(NetSocket socket, URI hook) {
    this.socket = socket;
    this.request =
        Buffer.buffer(
            """
            POST %s HTTP/1.1\r
            Host: %s\r
            Content-Type: application/json\r
            Content-Length: %d\r
            \r
            %s"""
                .formatted(hook.getPath(), hook.getAuthority(), BODY.length(), BODY));
    socket.handler(answers);
    socket.closeHandler(closed -> giveUp());
  }

  static Future<HookConnection> open(NetClient client, URI hook) {
    return client
        .connect(hook.getPort(), hook.getHost())
        .map(socket -> new HookConnection(socket, hook));
  }

  /** Completes with the answer; never fails, since no answer is noted too. */
  Future<Void> post(HookAnswers noted) {
    Promise<Void> answered = Promise.promise();
    open.add(new Asked(System.nanoTime(), noted, answered));
    if (open.size() == 1) {
      send();
    }
    return answered.future();
  }

  private void send() {
    socket.write(request.copy());
  }

  /** Heads and bodies in turn. */
  private void take(Buffer part) {
    if (status == 0) {
      Matcher head = HEAD.matcher(part.toString());
      if (!head.lookingAt()) {
        throw new IllegalStateException(part.toString());
      }
      status = Integer.parseInt(head.group(1));
      answers.fixedSizeMode(Integer.parseInt(head.group(2)));
      return;
    }
    Asked asked = open.remove();
    asked.answers().add(status, part, System.nanoTime() - asked.nanos());
    status = 0;
    answers.delimitedMode(END_OF_HEAD);
    if (!open.isEmpty()) {
      send();
    }
    asked.answered().complete();
  }

  private void giveUp() {
    open.forEach(
        asked -> {
          asked.answers().addUnanswered();
          asked.answered().tryComplete();
        });
    open.clear();
  }
}
