#!/bin/bash
# build-programs.sh [--level 1|2]: builds the programs of a Kubernetes, pinned in programs/*/go.mod, from Go modules.
#   level 1: etcd, kube-apiserver, kube-controller-manager, kubectl, helm
#   level 2: and kube-scheduler, kubelet, kube-proxy, coredns, pause (default)
# build-programs.sh --helm: builds helm alone and prints its path.
# build-programs.sh --conformance: builds the conformance suites of Gateway API and of its inference extension, with the
#   picker and the server that these have run in the cluster.
# They go to the folder "kube" of the cache. What is there from the same go.mod and go.sum is kept, so only the first
# call costs minutes. up.sh calls this.
. "$(dirname "$0")/lib/common.sh"
parse "$@"

# build MODULE LDFLAGS NAME=PACKAGE...: one go command for all of a module, so that compiling and linking overlap
build() {
  local module=$1 source=$RIG/programs/$1 ldflags="-s -w $2" stamp todo=() program out log=$CACHE/log/build-$1.log go began=$SECONDS
  shift 2
  stamp=$(find "$source" -type f -print0 | LC_ALL=C sort -z | xargs -0 cat | sha256sum | cut -c1-16)
  for program in "$@"; do
    [ -x "$PROGRAMS/${program%%=*}" ] && [ "$(cat "$PROGRAMS/.${program%%=*}.stamp" 2>/dev/null)" = "$stamp" ] || todo+=("$program")
  done
  [ ${#todo[@]} = 0 ] && return
  command -v go >/dev/null || die "Go (1.21 or later) is needed to build ${todo[*]%%=*}"
  say "building ${todo[*]%%=*} (once; some minutes)"
  mkdir -p "$CACHE/log" && out=$(mktemp -d "$PROGRAMS/.$module.XXXX")
  (cd "$source" && exec go build -v -ldflags "$ldflags" -o "$out/" "${todo[@]#*=}") >"$log" 2>&1 &
  go=$!
  # shellcheck disable=SC2064  # now: the variables are gone by then
  trap "kill $go 2>/dev/null || true; rm -rf '$out'" EXIT
  while kill -0 $go 2>/dev/null; do
    sleep 1
    [ $(((SECONDS - began) % 15)) = 0 ] && say "  $module: $(grep -vc '^go: ' "$log" || true) packages compiled, $((SECONDS - began)) s"
  done
  wait $go || { grep -v '^go: downloading' "$log" | tail -n 20 >&2 && die "building $module failed; see $log"; }
  for program in "${todo[@]}"; do
    mv "$out/$(binary_name "${program#*=}")" "$PROGRAMS/${program%%=*}"
    echo "$stamp" >"$PROGRAMS/.${program%%=*}.stamp"
  done
  rmdir "$out" && trap - EXIT
}
binary_name() { # what go build calls a package's program: the last part of its path that is no major version
  local name=${1##*/}
  [[ $name =~ ^v[0-9]+$ ]] && name=${1%/*} && name=${name##*/}
  echo "$name"
}

mkdir -p "$PROGRAMS"
exec 8>"$PROGRAMS/.lock" && flock 8 # two builds at once would only be slower
export CGO_ENABLED=0 GOFLAGS="-mod=readonly -trimpath -buildvcs=false"

build helm "" helm=helm.sh/helm/v3/cmd/helm
[ "${REST[0]-}" != --helm ] || { echo "$PROGRAMS/helm" && exit; }
if [ "${REST[0]-}" = --conformance ]; then
  build conformance "" conformance=rig/conformance lwepp=rig/conformance/picker \
    echo-basic=sigs.k8s.io/gateway-api/conformance/echo-basic
  build coredns "" coredns=github.com/coredns/coredns
  exit
fi

# The version that /version tells and Helm's checks read is linked in, as in a release build.
version=$(sed -n 's|^\tk8s\.io/kubernetes \(v[^ ]*\).*|\1|p' "$RIG/programs/k8s/go.mod")
minor=${version#v1.} && minor=${minor%%.*} ldflags=
for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
  ldflags+=" -X $package.gitVersion=$version -X $package.gitMajor=1 -X $package.gitMinor=$minor -X $package.gitTreeState=clean"
done
names=(kube-apiserver kube-controller-manager kubectl)
[ "$LEVEL" = 1 ] || names+=(kube-scheduler kubelet kube-proxy)
kubernetes=()
for name in "${names[@]}"; do kubernetes+=("$name=k8s.io/kubernetes/cmd/$name"); done

build k8s "$ldflags" "${kubernetes[@]}"
build etcd "" etcd=go.etcd.io/etcd/server/v3
[ "$LEVEL" = 1 ] && exit
build coredns "" coredns=github.com/coredns/coredns
build pause "" pause=rig/pause
