#!/bin/bash
# build-images.sh DIR: makes the images that a cluster needs, as archives, without a Docker engine:
#   DIR/aigw.tar           the program, under the name that the chart uses by default
#   DIR/envoy.tar          Envoy
#   DIR/testupstream.tar   the simulated model server, under the name in the original's examples
# and prints a line for each: archive, size, names. What was made of the same files before is kept. The program is built
# first, if it is older than its sources. For the JVM's cache the program's start is rehearsed within the image's own root.
. "$(dirname "$0")/rig/lib/common.sh"
. "$RIG/lib/image-root.sh"
. "$RIG/lib/java-root.sh"

ROOT=$(cd "$RIG/../.." && pwd)

main() {
  [[ $# == 1 && $1 != -* ]] || usage
  local envoy version
  require python3=python3
  mkdir -p "$1" && DIR=$(cd "$1" && pwd)
  version=$("$ROOT/aigw" --version | sed -n 's/^aigw //p')
  JAVA_HOME=$(<"$ROOT/operator/target/java-home") && export JAVA_HOME
  envoy=$("$ROOT/build/envoy.sh")
  make_once aigw "localhost/aigw:$version" program "$ROOT"/operator/image/{jvm,start}.options "$ROOT"/operator/target/{operator.jar,lib/*.jar}
  make_once testupstream docker.io/envoyproxy/ai-gateway-testupstream:latest simulator "$ROOT"/simulator/target/{simulator.jar,lib/*.jar}
  version=$("$envoy" --version | sed -n 's|^.*/\([0-9.]*\)/.*|\1|p' | head -n 1)
  make_once envoy "docker.io/envoyproxy/envoy:distroless-v$version,docker.io/envoyproxy/envoy:v$version" envoy "$envoy"
}

# make_once NAME IMAGES FUNCTION FILE...: calls FUNCTION IMAGES ARCHIVE FILE... unless that was done with the same files
make_once() {
  local archive=$DIR/$1.tar images=$2 function=$3 stamp
  shift 3
  stamp=$({ echo "$images" && image_tools && cat "${BASH_SOURCE[0]}" "$JAVA_HOME/release" && cat "$@"; } | sha256sum)
  if [ ! -s "$archive" ] || [ "$(cat "$archive.stamp" 2>/dev/null)" != "$stamp" ]; then
    WORK=$(mktemp -d "$DIR/.work.XXXX")
    trap 'rm -rf "$WORK"' EXIT
    "$function" "$images" "$archive" "$@"
    rm -rf "$WORK" && trap - EXIT
    echo "$stamp" >"$archive.stamp"
  fi
  echo "$archive $(du -m "$archive" | cut -f1)MB $images"
}

# Three layers: runtime; libraries; the program with its cache, which is what most builds change.
program() { # images archive jvm.options start.options operator.jar library...
  local images=$1 archive=$2 jvm=$3 start=$4 jar=$5 runtime
  shift 5
  runtime=$(java_root "$SERVER_MODULES")
  chmod 755 "$WORK" && mkdir -p "$WORK"/{libraries,program}/app "$WORK/libraries/app/lib"
  cp "$@" "$WORK/libraries/app/lib"
  cp "$jvm" "$start" "$jar" "$WORK/program/app"
  chmod -R a+rX "$WORK"
  # the cache is of jars with certain paths, sizes and times; in an image all times are 0
  find "$WORK" -exec touch --no-dereference --date=@0 {} +
  rehearse "$runtime" "$WORK/program/app/aigw.aot"
  python3 "$RIG/lib/mkimage.py" "$images" "$archive" "$runtime" "$WORK/libraries" "$WORK/program" \
    --user 65532 --env LANG=C.UTF-8 --entrypoint /jre/bin/java @/app/jvm.options @/app/start.options
}

rehearse() { # runtime cache: as in a container of the image
  local whole=$WORK/whole
  say "rehearsing a start of the controller"
  mkdir "$whole"
  cp -a "$1/." "$WORK/libraries/." "$WORK/program/." "$whole"
  find "$whole/jre" -exec touch --no-dereference --date=@0 {} +
  mkdir -p "$whole"/{proc,dev}
  # shellcheck disable=SC2016  # the inner shell expands it
  unshare --user --map-root-user --mount --pid --fork --kill-child bash -c \
    'mount --rbind /proc "$0/proc" && mount --rbind /dev "$0/dev" && exec env -i PATH="$PATH:/usr/sbin:/sbin" LANG=C.UTF-8 chroot "$@"' "$whole" "$whole" \
    /jre/bin/java @/app/jvm.options -XX:AOTCacheOutput=/app/aigw.aot -Xlog:disable -jar /app/operator.jar rehearse-controller \
    >"$DIR/rehearsal.log" 2>&1 </dev/null || die "the rehearsal failed; its log is $DIR/rehearsal.log"
  [ -s "$whole/app/aigw.aot" ] || die "the rehearsal left no cache; its log is $DIR/rehearsal.log"
  install --mode=644 "$whole/app/aigw.aot" "$2"
}

simulator() { # images archive simulator.jar library...
  local images=$1 archive=$2
  shift 2
  cp "$@" "$WORK"
  "$RIG/java-image.sh" --jvm -Xmx96m --jvm -XX:+UseSerialGC --jvm -XX:TieredStopAtLevel=1 \
    "$images" "$archive" "$WORK" io.aigw.simulator.Simulator
}

envoy() { # images archive program
  ln -f "$("$RIG/build-images.sh" --envoy "$3" "$1")" "$2" 2>/dev/null || cp "$ARCHIVES/envoy.tar" "$2"
}

main "$@"
