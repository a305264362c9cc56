#!/bin/bash
# java-image.sh [OPTION...] NAME:TAG[,NAME:TAG...] ARCHIVE DIR MAINCLASS [ARGUMENT...]
# Makes an image archive of a Java program, without a builder: a jlink runtime of the JDK 25 in JAVA_HOME (or on PATH)
# as one layer, DIR as the next. On the class path: DIR itself, its jars, and the jars in DIR/lib. Runs as user 65532.
#   --jvm ARG       an argument of the JVM, before the class path; may be repeated
#   --env K=V       a variable of the environment; may be repeated
#   --modules LIST  JDK modules of the runtime; the default is what servers usually need
. "$(dirname "$0")/lib/common.sh"
. "$RIG/lib/image-root.sh"

main() {
  local jvm=() environment=() jdk root layer
  local modules=java.base,java.compiler,java.instrument,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.sql,java.xml,jdk.crypto.ec,jdk.httpserver,jdk.jfr,jdk.management,jdk.naming.dns,jdk.unsupported,jdk.zipfs
  while [[ ${1-} == --* ]]; do
    case $1 in
      --jvm) jvm+=("${2:?}") ;;
      --env) environment+=(--env "${2:?}") ;;
      --modules) modules=${2:?} ;;
      *) usage ;;
    esac
    shift 2
  done
  [ $# -ge 4 ] || usage
  local names=$1 archive=$2 program=$3 class=$4
  shift 4
  [ -d "$program" ] || die "$program is no directory"
  jdk=$(jdk_25)
  require python3=python3
  root=$CACHE/jre/$({ cat "$jdk/release" && echo "$modules" && image_tools; } | sha256sum | cut -c1-12)
  [ -d "$root" ] || make_runtime "$jdk" "$modules" "$root"
  layer=$(mktemp -d)
  # shellcheck disable=SC2064  # now: the variable is gone by then
  trap "rm -rf '$layer'" EXIT
  chmod 755 "$layer" && mkdir "$layer/app" && cp -rL "$program/." "$layer/app" && chmod -R a+rX "$layer/app"
  mkdir -p "$(dirname "$archive")"
  python3 "$RIG/lib/mkimage.py" "$names" "$archive" "$root" "$layer" --user 65532 --workdir /app --env LANG=C.UTF-8 \
    "${environment[@]}" --entrypoint /jre/bin/java "${jvm[@]}" -cp '/app:/app/*:/app/lib/*' "$class" "$@"
  rm -rf "$layer" && trap - EXIT
  say "made image $names in $archive"
}

jdk_25() {
  local home=${JAVA_HOME:-}
  [ -n "$home" ] || home=$(dirname "$(dirname "$(realpath "$(command -v javac || echo /none/none/none)")")")
  grep -q '^JAVA_VERSION="25' "$home/release" 2>/dev/null || die "set JAVA_HOME to a JDK 25"
  echo "$home"
}

make_runtime() { # jdk modules directory
  local partial=$3.partial.$$
  say "making a Java runtime for images (once)"
  mkdir -p "$partial" && base_root "$partial"
  "$1/bin/jlink" --add-modules "$2" --strip-debug --no-header-files --no-man-pages --output "$partial/jre"
  add_libraries "$partial" "$partial"/jre/bin/java "$partial"/jre/lib/*.so "$partial"/jre/lib/server/*.so
  chmod -R a+rX "$partial"
  mv -T "$partial" "$3" 2>/dev/null || { rm -rf "$partial" && [ -d "$3" ]; } # another call may have been faster
}

main "$@"
