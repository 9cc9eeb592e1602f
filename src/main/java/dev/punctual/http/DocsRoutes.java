package dev.punctual.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;

/** Swagger UI at {@code /docs}, from its WebJar, under a policy that lets no foreign code in. */
final class DocsRoutes {
  private static final String WEBJAR = "META-INF/resources/webjars/swagger-ui/";
  private static final String POLICY =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";

  private DocsRoutes() {}

  static void mount(Router router, String swaggerUiVersion) {
    router.get("/").handler(context -> redirect(context, "/docs"));
    router
        .get("/docs")
        .handler(
            context -> {
              context.response().putHeader("Content-Security-Policy", POLICY);
              context.response().putHeader("Content-Type", "text/html; charset=utf-8");
              context.response().sendFile("web/docs/index.html");
            });
    router.get("/docs/ui/*").handler(StaticHandler.create(WEBJAR + swaggerUiVersion));
    router.get("/docs/*").handler(StaticHandler.create("web/docs"));
  }

  private static void redirect(RoutingContext context, String to) {
    context.response().setStatusCode(302).putHeader("Location", to).end();
  }
}
