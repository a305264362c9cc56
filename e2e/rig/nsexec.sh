#!/bin/bash
# nsexec.sh [--state DIR] -- COMMAND...: runs a command of the host in the network of a level-2 cluster: it reaches Pods,
# Services and the node (10.200.0.1), and resolves the cluster's names, with the host's files, users and pids.
# The command takes this process's place, so a signal to it is one to the command. down.sh kills what still runs.
. "$(dirname "$0")/lib/common.sh"
parse "$@"
[ ${#REST[@]} -gt 0 ] || usage
node=$(node_pid)
# A mount namespace of its own, for /etc/resolv.conf alone.
# shellcheck disable=SC2016  # the inner shell expands it
exec nsenter --target "$node" --net -- unshare --mount --propagation slave -- bash -c \
  'mount --bind "$0" "$(realpath /etc/resolv.conf)" && exec "$@"' "$STATE/resolv.conf" "${REST[@]}"
