#!/bin/bash
# java-image.sh [OPTION...] NAME:TAG[,NAME:TAG...] ARCHIVE DIR MAINCLASS [ARGUMENT...]
# Makes an image archive of a Java program, without a builder: a jlink runtime of the JDK 25 in JAVA_HOME (or on PATH)
# as one layer, DIR as the next. On the class path: DIR itself, its jars, and the jars in DIR/lib. Runs as user 65532.
#   --jvm ARG       an argument of the JVM, before the class path; may be repeated
#   --env K=V       a variable of the environment; may be repeated
#   --modules LIST  JDK modules of the runtime; the default is what servers usually need
. "$(dirname "$0")/lib/common.sh"
. "$RIG/lib/image-root.sh"
. "$RIG/lib/java-root.sh"

main() {
  local jvm=() environment=() root layer modules=$SERVER_MODULES
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
  require python3=python3
  root=$(java_root "$modules")
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

main "$@"
