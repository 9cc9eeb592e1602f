# The whole of Punctual in one image; a role or a service is chosen by its arguments:
#   docker run … punctual --roles trigger-service
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY pom.xml .
COPY conf conf
COPY src/main src/main
RUN mvn --batch-mode --no-transfer-progress -DskipTests -Dspotless.check.skip=true package

FROM eclipse-temurin:17-jre
LABEL org.opencontainers.image.title="Punctual" \
      org.opencontainers.image.description="Rosters, triggers, deliveries and calls, on time"
COPY conf/jvm.options conf/punctual.yaml /opt/punctual/conf/
COPY --from=build /src/target/punctual.jar /opt/punctual/
# A number, so that an orchestrator can see that it is not root.
RUN install --directory --owner=10001 --group=10001 /data
USER 10001:10001
# Everything that is written, the embedded PostgreSQL too: the rest of the image may be read-only,
# with a tmpfs on /tmp.
VOLUME /data
ENV PUNCTUAL_DATA=/data PUNCTUAL_HTTP_HOST=0.0.0.0
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s \
  CMD ["java", "-jar", "/opt/punctual/punctual.jar", "health"]
ENTRYPOINT ["java", "@/opt/punctual/conf/jvm.options", "-jar", "/opt/punctual/punctual.jar", "serve"]
