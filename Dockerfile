# The image of the program, for every role: docker build -t localhost/aigw:VERSION .
# e2e/build-images.sh makes the same one without a Docker engine.
FROM maven:3.9.11-eclipse-temurin-25 AS build
WORKDIR /source
COPY . .
# tests, and the Envoy that they run, are not needed here
RUN AIGW_ENVOY=/bin/true mvn -B -q package -Dmaven.test.skip=true -Dmdep.analyze.skip=true -pl operator -am
# /image: a root directory with what the Java runtime needs; runtime and program lie where they will lie
RUN bash -euc '\
  . e2e/rig/lib/common.sh; . e2e/rig/lib/image-root.sh; . e2e/rig/lib/java-root.sh; \
  cp -a "$(java_root "$SERVER_MODULES")" /image; mv /image/jre /jre; mkdir -p /app; \
  cp -r operator/target/lib operator/target/operator.jar operator/image/*.options /app; \
  chmod -R a+rX /app; find /app /jre /image -exec touch --no-dereference --date=@0 {} +'
# the JVM's cache is of jars with these paths, sizes and times
RUN /jre/bin/java @/app/jvm.options -XX:AOTCacheOutput=/app/aigw.aot -Xlog:disable -jar /app/operator.jar rehearse-controller \
  && chmod 644 /app/aigw.aot && touch --date=@0 /app/aigw.aot

FROM scratch
COPY --from=build /image/ /
COPY --from=build /jre/ /jre/
COPY --from=build /app/lib/ /app/lib/
COPY --from=build /app/operator.jar /app/jvm.options /app/start.options /app/aigw.aot /app/
ENV PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8
USER 65532
WORKDIR /
ENTRYPOINT ["/jre/bin/java", "@/app/jvm.options", "@/app/start.options"]
