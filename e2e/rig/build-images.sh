#!/bin/bash
# build-images.sh: makes archives of the images of a level-2 cluster's own Pods (pause, coredns). up.sh calls this.
# build-images.sh --envoy FILE [NAME:TAG[,NAME:TAG...]]: makes one of an Envoy program and prints its path; the name is
#   docker.io/envoyproxy/envoy:v<the program's version> unless others are given.
# build-images.sh --conformance: makes those of the conformance suites and of what they run in the cluster, under the names
#   that they have for them, and prints their paths. build-programs.sh has built the programs, with --conformance and without.
# Archives go to the folder "images" of the cache; what is there from the same program is kept.
. "$(dirname "$0")/lib/common.sh"
. "$RIG/lib/image-root.sh"
parse "$@"

# archive NAME IMAGE ENTRYPOINT PROGRAM
archive() {
  local name=$1 image=$2 entrypoint=$3 program=$4 root stamp
  stamp="$image $(stat -Lc '%s %Y' "$program") $(image_tools)"
  [ -s "$ARCHIVES/$name.tar" ] && [ "$(cat "$ARCHIVES/.$name.stamp" 2>/dev/null)" = "$stamp" ] && return
  say "making image $image"
  root=$(mktemp -d "$ARCHIVES/.$name.XXXX")
  # shellcheck disable=SC2064  # now: the variable is gone by then
  trap "rm -rf '$root'" EXIT
  chmod 755 "$root" && base_root "$root"
  mkdir -p "$root$(dirname "$entrypoint")" && cp -L "$program" "$root$entrypoint" && chmod 755 "$root$entrypoint"
  add_libraries "$root" "$program"
  [ "$name" != envoy ] || add_authorities "$root"
  python3 "$RIG/lib/mkimage.py" "$image" "$ARCHIVES/$name.tar" "$root" --user 65532 --entrypoint "$entrypoint"
  echo "$stamp" >"$ARCHIVES/.$name.stamp"
  rm -rf "$root" && trap - EXIT
}

mkdir -p "$ARCHIVES"
exec 8>"$ARCHIVES/.lock" && flock 8
case ${REST[0]-} in
  '')
    archive pause localhost/aigw-rig/pause:1 /pause "$PROGRAMS/pause"
    archive coredns localhost/aigw-rig/coredns:1 /coredns "$PROGRAMS/coredns"
    ;;
  --envoy)
    envoy=${REST[1]:?--envoy needs the path of a program}
    version=$("$envoy" --version | sed -n 's|^.*/\([0-9.]*\)/.*|\1|p' | head -n 1)
    archive envoy "${REST[2]:-docker.io/envoyproxy/envoy:v${version:?$envoy tells no version}}" /usr/local/bin/envoy "$envoy"
    echo "$ARCHIVES/envoy.tar"
    ;;
  --conformance)
    module() { (cd "$RIG/programs/conformance" && go list -m -f '{{.Dir}}' "sigs.k8s.io/$1"); }
    inference=$(module gateway-api-inference-extension/conformance) gateway=$(module gateway-api/conformance)
    images_of() { sed -n "s|^ *image: *\(.*/$1:[^ ]*\).*|\1|p" "$inference"/resources/*.yaml "$gateway"/{base,tests}/*.yaml | sort -u | paste -sd,; }
    archive lwepp "$(images_of lwepp)" /lwepp "$PROGRAMS/lwepp"
    archive echo-basic "$(images_of echo-basic)" /echo-basic "$PROGRAMS/echo-basic"
    archive conformance-coredns "$(images_of coredns)" /coredns "$PROGRAMS/coredns"
    archive conformance localhost/aigw-rig/conformance:1 /conformance "$PROGRAMS/conformance"
    for name in lwepp echo-basic conformance-coredns conformance; do echo "$ARCHIVES/$name.tar"; done
    ;;
  *) usage ;;
esac
