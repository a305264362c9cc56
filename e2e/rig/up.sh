#!/bin/bash
# up.sh [--level 1|2] [--state DIR] [--port N] [--image ARCHIVE]...
# Starts a Kubernetes on this machine. A second call finds it running and says the same. What is missing is built into
# the cache first, or installed (Debian packages, as root). down.sh ends it.
#   --level 1  an API server, etcd and a controller manager as plain processes; takes the ports N to N+3 of the loopback
#   --level 2  a whole cluster of one node that runs Pods, in namespaces of its own; needs root (default)
#   --state D  the instance's directory; several instances need several directories and ports
#   --port N   the API server's port on the host's loopback (level 1: 16443, level 2: 26443)
#   --image A  level 2: an image archive to load; load-image.sh loads more later
# Prints what a client needs as NAME=VALUE lines; progress goes to the standard error.
. "$(dirname "$0")/lib/common.sh"

main() {
  PORT='' IMAGES=()
  parse "$@"
  set -- "${REST[@]}"
  while [ $# -gt 0 ]; do
    case $1 in
      --port) PORT=${2:?--port needs a value} && shift 2 ;;
      --image) IMAGES+=("$(realpath -e "${2:?--image needs a value}")") && shift 2 ;;
      *) usage ;;
    esac
  done
  [ "$LEVEL" = 2 ] || [ ${#IMAGES[@]} = 0 ] || die "level 1 runs no Pods and takes no images"
  PORT=${PORT:-$((LEVEL * 10000 + 6443))}
  mkdir -p "$STATE"
  exec 9<"$STATE" && flock 9 # a second call waits for the first

  if running; then
    [ "$(sed -n 's/^LEVEL=//p; s/^API_SERVER=.*://p' "$STATE/facts" | xargs)" = "$LEVEL $PORT" ] ||
      die "$STATE holds a rig of another level or port: $(grep -E '^(LEVEL|API_SERVER)=' "$STATE/facts" | xargs)"
    load_images
  else
    start
  fi
  cat "$STATE/facts"
}

running() {
  [ -s "$STATE/facts" ] || return 1
  if [ -e "$PIDS/node-init" ]; then
    alive node-init && alive api-relay
  else
    alive etcd && alive kube-apiserver && alive kube-controller-manager
  fi
}

start() {
  "$RIG/down.sh" --state "$STATE" # what one that crashed left
  "check_level_$LEVEL"
  "$RIG/build-programs.sh" --level "$LEVEL"
  [ "$LEVEL" = 1 ] || "$RIG/build-images.sh"
  rm -rf "$STATE"/{log,var-log}
  mkdir -p "$PIDS" "$LOGS"
  trap '[ $? = 0 ] || "$RIG/down.sh" --state "$STATE"' EXIT
  trap 'exit 130' INT TERM
  say "starting level $LEVEL in $STATE"
  local began
  began=$(date +%s%3N)
  "start_level_$LEVEL"
  say "up after $(($(date +%s%3N) - began)) ms"
}

check_level_1() {
  require curl=curl openssl=openssl
  free "$PORT" $((PORT + 1)) $((PORT + 2)) $((PORT + 3))
}

start_level_1() {
  NODE_IP=''
  . "$RIG/lib/control-plane.sh"
  start_control_plane
  facts >"$STATE/facts"
}

check_level_2() {
  [ "$(id -u)" = 0 ] || die "level 2 makes namespaces and cgroups: it needs root"
  [ -e /sys/fs/cgroup/memory/cgroup.procs ] || die "level 2 needs the cgroup v1 hierarchies in /sys/fs/cgroup"
  require curl=curl openssl=openssl python3=python3 ip=iproute2 sysctl=procps nft=nftables \
    containerd=containerd ctr=containerd runc=runc /usr/lib/cni/bridge=containernetworking-plugins
  free "$PORT"
}

start_level_2() {
  NODE_IP=10.200.0.1
  export RIG PROGRAMS ARCHIVES STATE CGROUP PORT NODE_IP
  launch node unshare --mount --net --pid --uts --ipc --fork --kill-child --propagation private "$RIG/lib/node.sh"
  await node 30 test -e "$STATE/stage/containerd"
  load_images & # while the control plane starts
  local loading=$!
  await node 120 test -e "$STATE/stage/control-plane"
  launch api-relay "$RIG/lib/relay.py" "tcp:127.0.0.1:$PORT" unix:api.sock
  await node 180 test -e "$STATE/stage/ready"
  wait $loading || die "an image could not be loaded"
  facts >"$STATE/facts"
}

free() { # port...
  local port
  for port in "$@"; do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && die "port $port is taken; choose others with --port"
  done
  return 0
}

load_images() {
  [ ${#IMAGES[@]} = 0 ] || "$RIG/load-image.sh" --state "$STATE" "${IMAGES[@]}"
}

facts() {
  echo "LEVEL=$LEVEL"
  echo "STATE=$STATE"
  echo "KUBECONFIG=$STATE/kubeconfig"
  echo "API_SERVER=https://127.0.0.1:$PORT"
  echo "KUBECTL=$PROGRAMS/kubectl"
  echo "HELM=$PROGRAMS/helm"
  [ "$LEVEL" = 1 ] || echo "NODE_IP=$NODE_IP"
}

main "$@"
