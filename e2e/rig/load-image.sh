#!/bin/bash
# load-image.sh [--state DIR] ARCHIVE...: gives image archives to a running level-2 cluster, under the names in them.
. "$(dirname "$0")/lib/common.sh"
parse "$@"
[ ${#REST[@]} -gt 0 ] || usage
node=$(node_pid)
for archive in "${REST[@]}"; do
  say "loading $archive"
  nsenter --target "$node" --mount --net --pid -- ctr --namespace k8s.io images import - <"$archive" >/dev/null
done
