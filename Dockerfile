FROM eclipse-temurin:25-jdk AS build
RUN apt-get update && apt-get install -y --no-install-recommends maven && rm -rf /var/lib/apt/lists/*
WORKDIR /lethe
COPY . .
# -Pimage: without a PostgreSQL of its own, which runs beside it.
RUN mvn -q -B -Pimage -pl ui -am package -DskipTests -Dspotless.apply.skip=true -Dspotless.check.skip=true

FROM eclipse-temurin:25-jre
RUN useradd --system --home-dir /var/lib/lethe lethe \
    && install -d -m 0700 -o lethe -g lethe /var/lib/lethe /var/lib/lethe.root
COPY --from=build /lethe/ui/target/lethe-app.jar /opt/lethe.jar
USER lethe
VOLUME ["/var/lib/lethe", "/var/lib/lethe.root"]
# The health's own port is for probes: not published, and for this container's loopback unless LETHE_HEALTH_ADDRESS says more.
ENV LETHE_HEALTH_PORT=8081
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=2m CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8081 && printf 'GET /actuator/health/readiness HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200'"]
# Memory is never written to a file: no heap dump, no crash report.
ENTRYPOINT ["java", "-Xmx1g", "-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError", "-XX:-HeapDumpOnOutOfMemoryError", "-XX:-CreateCoredumpOnCrash", "-XX:+SuppressFatalErrorMessage", "-Djava.awt.headless=true", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-jar", "/opt/lethe.jar"]
CMD ["serve", "--data=/var/lib/lethe"]
