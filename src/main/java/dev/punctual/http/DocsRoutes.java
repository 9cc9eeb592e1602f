package dev.punctual.http;

import dev.punctual.problem.ProblemException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.util.Map;

/** Swagger UI at {@code /docs}, from its WebJar, under a policy that lets no foreign code in. */
final class DocsRoutes {
  private static final String WEBJAR = "META-INF/resources/webjars/swagger-ui/";
  private static final String POLICY =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";

  private static final Map<String, String> HTML =
      Map.of("Content-Type", "text/html; charset=utf-8");

  private final Authenticator authenticator;

  DocsRoutes(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  void mount(Router router, String swaggerUiVersion) {
    router.get("/").handler(context -> redirect(context, "/docs"));
    router.get("/docs/*").handler(this::admit);
    router.get("/docs").handler(DocsRoutes::index);
    router.get("/docs/ui/*").handler(StaticHandler.create(WEBJAR + swaggerUiVersion));
    router.get("/docs/*").handler(StaticHandler.create("web/docs").setCachingEnabled(false));
  }

  private void admit(RoutingContext context) {
    try {
      authenticator.admitToDocs(context.request());
    } catch (ProblemException refused) {
      context.fail(refused);
      return;
    }
    context.response().putHeader("Content-Security-Policy", POLICY);
    context.next();
  }

  private static void index(RoutingContext context) {
    context
        .vertx()
        .fileSystem()
        .readFile("web/docs/index.html")
        .map(page -> ApiResponse.buffered(200, HTML, page))
        .compose(answer -> answer.writeTo(context.request()))
        .onFailure(context::fail);
  }

  private static void redirect(RoutingContext context, String to) {
    context.response().setStatusCode(302).putHeader("Location", to).end();
  }
}
