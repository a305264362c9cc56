# shellcheck shell=bash disable=SC2154  # CACHE comes from common.sh
# Sourced, after image-root.sh: the root directory of an image with a Java runtime in /jre.

# what servers usually need
SERVER_MODULES=java.base,java.compiler,java.instrument,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.sql,java.xml,jdk.crypto.ec,jdk.httpserver,jdk.jfr,jdk.management,jdk.naming.dns,jdk.unsupported,jdk.zipfs

java_root() { # modules: prints the directory, which is made once for a JDK
  local jdk root
  jdk=$(jdk_25) || exit
  root=$CACHE/jre/$({ cat "$jdk/release" && echo "$1" && image_tools; } | sha256sum | cut -c1-12)
  [ -d "$root" ] || make_runtime "$jdk" "$1" "$root"
  echo "$root"
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
