package dev.punctual.http;

import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * {@code If-Match} may list several tags (RFC 9110, section 13.1.1). A handler knows one, and
 * changes nothing where that is stale: it is asked with each in turn.
 */
final class IfMatchList implements ApiHandler {
  private static final String HEADER = "If-Match";

  private final ApiHandler handler;

  IfMatchList(ApiHandler handler) {
    this.handler = handler;
  }

  @Override
  public Future<ApiResponse> handle(ApiRequest request) {
    List<String> tags = request.find(HEADER).map(IfMatchList::split).orElse(List.of());
    return tags.size() > 1 ? tryEach(request, tags.iterator()) : handler.handle(request);
  }

  private Future<ApiResponse> tryEach(ApiRequest request, Iterator<String> tags) {
    return Future.succeededFuture(request.with(HEADER, tags.next()))
        .compose(handler::handle)
        .recover(
            failure ->
                tags.hasNext() && isStale(failure)
                    ? tryEach(request, tags)
                    : Future.failedFuture(failure));
  }

  private static List<String> split(String header) {
    return Arrays.stream(header.split(","))
        .map(String::strip)
        .filter(tag -> !tag.isEmpty())
        .toList();
  }

  private static boolean isStale(Throwable failure) {
    return failure instanceof ProblemException problem
        && problem.type() == ProblemType.PRECONDITION_FAILED;
  }
}
