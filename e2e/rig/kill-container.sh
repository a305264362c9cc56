#!/bin/bash
# kill-container.sh [--state DIR] ID...: ends containers of a running level-2 cluster at once (SIGKILL), as a crash would;
# the ID is that of a Pod's status, with or without its "containerd://".
. "$(dirname "$0")/lib/common.sh"
parse "$@"
[ ${#REST[@]} -gt 0 ] || usage
node=$(node_pid)
for id in "${REST[@]}"; do
  nsenter --target "$node" --mount --net --pid -- ctr --namespace k8s.io tasks kill --signal KILL "${id#containerd://}"
done
