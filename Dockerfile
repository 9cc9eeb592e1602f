# Punctual in one image. The arguments choose a service, a role or another command:
#   docker run … punctual --roles trigger-service
#   docker run … punctual config check

FROM maven:3.9-eclipse-temurin-17 AS dependencies
# Not root: the tests start PostgreSQL, which refuses to run for it.
RUN useradd --create-home --uid 10001 punctual \
  && install --directory --owner=10001 --group=10001 /src
USER 10001:10001
WORKDIR /src
COPY --chown=10001:10001 pom.xml .
RUN mvn --batch-mode --no-transfer-progress dependency:go-offline

# docker compose run --rm tests
FROM dependencies AS tests
COPY --chown=10001:10001 . .
ENTRYPOINT ["scripts/test"]

FROM dependencies AS build
COPY --chown=10001:10001 conf conf
COPY --chown=10001:10001 src/main src/main
RUN mvn --batch-mode --no-transfer-progress \
  -Dmaven.test.skip -Dmdep.skip -Dspotless.check.skip package

FROM eclipse-temurin:17-jdk AS runtime
# What jdeps finds in the jar and, beside it, what shows at run time only: elliptic curves for TLS,
# and the names of a cluster's members.
RUN jlink --output /opt/java \
  --add-modules java.base,java.compiler,java.desktop,java.logging,java.management,java.naming,java.net.http,java.scripting,java.security.jgss,java.sql,java.transaction.xa,java.xml,jdk.crypto.ec,jdk.jfr,jdk.management,jdk.naming.dns,jdk.security.auth,jdk.unsupported \
  --strip-java-debug-attributes --no-header-files --no-man-pages \
  && /opt/java/bin/java -Xshare:dump

# Debian, for the embedded PostgreSQL wants glibc and a shell.
FROM debian:12-slim AS server
ENV PATH=/opt/java/bin:$PATH \
    LANG=C.UTF-8 \
    JDK_JAVA_OPTIONS=-XX:MaxRAMPercentage=50 \
    PUNCTUAL_DATA=/data \
    PUNCTUAL_HTTP_HOST=0.0.0.0
COPY --from=runtime /opt/java /opt/java
COPY conf/jvm.options conf/punctual.yaml /opt/punctual/conf/
COPY --from=build /src/target/punctual.jar /opt/punctual/
RUN install --directory --owner=10001 --group=10001 /data
# A number, so that an orchestrator can see that it is not root.
USER 10001:10001

# One start, for the classes that it loads.
FROM server AS classes
COPY scripts/class-archive /opt/punctual/
RUN /opt/punctual/class-archive /opt/punctual/punctual.jar /tmp/punctual.jsa

FROM server
LABEL org.opencontainers.image.title="Punctual" \
      org.opencontainers.image.description="Rosters, triggers, deliveries and calls, on time"
COPY --from=classes /tmp/punctual.jsa /opt/punctual/
# Everything that is written, the embedded PostgreSQL too: the rest of the image may be read-only,
# with a tmpfs on /tmp that programs may be started from (--tmpfs /tmp:exec).
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
# Half a second of one core each time, for it is a JVM of its own.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
  CMD ["java", "-XX:SharedArchiveFile=/opt/punctual/punctual.jsa", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m", "-jar", "/opt/punctual/punctual.jar", "health"]
# JDK_JAVA_OPTIONS holds further options of the JVM: half of the container's memory is its heap.
ENTRYPOINT ["java", "@/opt/punctual/conf/jvm.options", "-XX:SharedArchiveFile=/opt/punctual/punctual.jsa", "-jar", "/opt/punctual/punctual.jar"]
CMD ["serve"]
