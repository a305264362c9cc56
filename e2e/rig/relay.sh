#!/bin/bash
# relay.sh [--state DIR] to-cluster PORT ADDRESS:PORT   127.0.0.1:PORT of the host leads to an address in the cluster
# relay.sh [--state DIR] to-host PORT ADDRESS:PORT      PORT of the node leads to an address of the host: Pods use it at
#                                                       10.200.0.1, commands of nsexec.sh at 127.0.0.1
# relay.sh [--state DIR] close to-cluster|to-host PORT
# TCP between the host and a level-2 cluster, whose networks share nothing, over a Unix socket. Returns once connections
# are taken; the relay runs until closed, or until down.sh. In the cluster, ADDRESS may be a Service's name.
. "$(dirname "$0")/lib/common.sh"
parse "$@"
[ ${#REST[@]} = 3 ] || usage
set -- "${REST[@]}"

open() { # direction port target
  local name=$1-$2 socket=relay/$1-$2.sock
  local relay=$RIG/lib/relay.py near far
  alive "$name" && die "port $2 is relayed already; close it first"
  mkdir -p "$STATE/relay" && rm -f "$STATE/$socket"
  if [ "$1" = to-cluster ]; then
    near=("$relay" "tcp:127.0.0.1:$2" "unix:$socket")
    far=("$RIG/nsexec.sh" --state "$STATE" -- "$relay" "unix:$socket" "tcp:$3")
  else
    near=("$RIG/nsexec.sh" --state "$STATE" -- "$relay" "tcp:0.0.0.0:$2" "unix:$socket")
    far=("$relay" "unix:$socket" "tcp:$3")
  fi
  launch "$name-far" "${far[@]}"
  await "$name-far" 10 test -S "$STATE/$socket"
  launch "$name" "${near[@]}"
  await "$name" 10 listening "$1" "$2"
}

listening() { # direction port: known from the table of sockets, since a connection to try would reach the target
  local process=self
  [ "$1" = to-cluster ] || process=$(node_pid)
  grep -q "$(printf ': [0-9A-F]*:%04X [0-9A-F]*:0000 0A ' "$2")" "/proc/$process/net/tcp"
}

case $1 in
  to-cluster | to-host) node_pid >/dev/null && open "$@" ;;
  close) for part in "$2-$3" "$2-$3-far"; do end "$part"; done ;;
  *) usage ;;
esac
