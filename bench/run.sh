#!/bin/sh
# Builds what is needed and measures. All arguments go to the bench: bench/run.sh --help
set -eu
cd "$(dirname "$0")/.."

java=java
if [ -n "${JAVA_HOME:-}" ]; then
  java=$JAVA_HOME/bin/java
fi
"$java" --version 2>&1 | head -n 1 | grep -q ' 25' || {
  echo "A JDK 25 is needed: set JAVA_HOME to one." >&2
  exit 2
}

mvn -q -B package -DskipTests -pl operator,bench -am
exec "$java" -XX:+UseSerialGC --sun-misc-unsafe-memory-access=allow \
  --enable-native-access=ALL-UNNAMED -jar bench/target/bench.jar "$@"
