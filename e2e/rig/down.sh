#!/bin/bash
# down.sh [--level 1|2] [--state DIR]: ends what up.sh started and removes its data; only log/ and the logs of Pods
# (var-log/) stay, until the next start. Safe to call at any time, also when nothing runs.
. "$(dirname "$0")/lib/common.sh"
parse "$@"
[ ${#REST[@]} = 0 ] || usage
[ -d "$STATE" ] || exit 0

if [ -e "$PIDS/node-init" ]; then
  # Processes that nsexec.sh or relay.sh put into the cluster's network from outside would keep it alive. They are known
  # for certain by their network namespace, as long as the node still holds it.
  if alive node-init; then
    node=$(node_pid)
    network=$(readlink "/proc/$node/ns/net")
    inside=$(readlink "/proc/$node/ns/pid")
    for process in $(find /proc/[0-9]*/ns/net -lname "${network//[/\\[}" 2>/dev/null | cut -d/ -f3); do
      [ "$(readlink "/proc/$process/ns/pid")" = "$inside" ] || kill -KILL "$process" 2>/dev/null || true
    done
  fi
  end node-init # its namespaces' PID 1: the kernel ends everything in them
fi
if [ -d "$PIDS" ]; then
  for file in "$PIDS"/*; do [ ! -e "$file" ] || end "${file##*/}"; done
fi
for _ in {1..100}; do # a cgroup can go once its last process has been reaped
  find /sys/fs/cgroup/*/"$CGROUP" -depth -type d -exec rmdir {} + 2>/dev/null || true
  compgen -G "/sys/fs/cgroup/*/$CGROUP" >/dev/null || break
  sleep 0.05
done
rm -rf --one-file-system "$STATE"/{facts,stage,pid,pki,etcd,containerd,api.sock,relay,resolv.conf,resolv.none,kubeconfig} "$STATE"/*.conf
