#!/bin/bash
# gateway-api-crds.sh DIR: puts the CustomResourceDefinitions of Gateway API, experimental channel, into DIR: the only one
# with BackendTLSPolicy v1alpha3. They are data in a Go module; Go gets it, checks it and keeps it.
set -euo pipefail
VERSION=v1.4.1
SUM=h1:NPxFutNkKNa8UfLd2CMlEuhIPMQgDQ6DXNKG9sHbJU8=

[ $# = 1 ] || { sed -n '2,3s/^# //p' "$0" >&2 && exit 2; }
command -v go >/dev/null || { echo "gateway-api-crds: Go is missing on this machine" >&2 && exit 1; }
mkdir -p "$1"
target=$(realpath "$1")
cd "$target" # outside of any Go module, whose versions would count
module=$(GOWORK=off GOFLAGS=-mod=mod go mod download -json "sigs.k8s.io/gateway-api@$VERSION") || {
  echo "$module" >&2
  exit 1
}
field() { sed -n "s/^[[:space:]]*\"$1\": \"\(.*\)\",\{0,1\}$/\1/p" <<<"$module"; }
[ "$(field Sum)" = "$SUM" ] || { echo "gateway-api-crds: $VERSION has the checksum $(field Sum), not $SUM" >&2 && exit 1; }
install -m 644 "$(field Dir)"/config/crd/experimental/gateway.networking.k8s.io_*.yaml "$target"
