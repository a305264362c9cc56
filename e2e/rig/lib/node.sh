#!/bin/bash
# node.sh: PID 1 of a level-2 cluster, inside the namespaces that up.sh makes for it; not for direct use.
# Goes through the stages containerd, control-plane, ready (files in the state directory), then reaps orphans until killed.
. "$(dirname "$0")/common.sh"
[ $$ = 1 ] || die "node.sh is the first process of up.sh's namespaces"
# Before /proc is mounted anew, it tells how the host knows this process.
read -r HOST_PID _ </proc/self/stat
echo "$HOST_PID $(start_time "$HOST_PID")" >"$STATE/pid/node-init"
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY # there is nobody to reach from here

NODE_NAME=node-1
POD_CIDR=10.244.0.0/16
DNS_IP=10.96.0.10

main() {
  mount_own_view
  connect_network
  make_cgroups
  start_containerd
  stage containerd
  import_images & # while the control plane starts
  local importing=$!
  . "$RIG/lib/control-plane.sh"
  start_control_plane
  launch api-socket "$RIG/lib/relay.py" unix:api.sock "tcp:127.0.0.1:$PORT"
  await api-socket 10 test -S "$STATE/api.sock"
  stage control-plane
  wait $importing || die "the node's own images could not be imported; see log/import.log of the state directory"
  start_kubelet
  start_scheduler_and_proxy
  start_dns
  stage ready
  trap 'exit 0' TERM INT
  while [ -e "$STATE/stage/ready" ]; do # a cluster whose directory was deleted under it is of no use to anybody
    sleep 5 &
    wait $! || true
  done
}

stage() {
  say "$1 after $SECONDS s"
  touch "$STATE/stage/$1"
}

# The node has its own /proc, /run, /var/lib and /var/log, so that nothing of it appears in the host's. What it needs of
# the host's files lies at fixed short paths: Unix sockets and overlay mounts allow no long ones.
mount_own_view() {
  mount --make-rshared /
  mount -t proc proc /proc
  mkdir -p "$STATE"/{stage,containerd,var-log}
  mount -t tmpfs tmpfs /run
  mkdir -p /run/rig/{state,programs,images,scripts,pid} /run/{lock,netns}
  mount --bind "$STATE" /run/rig/state && STATE=/run/rig/state
  mount --bind "$PROGRAMS" /run/rig/programs && PROGRAMS=/run/rig/programs
  mount --bind "$ARCHIVES" /run/rig/images && ARCHIVES=/run/rig/images
  mount --bind "$RIG" /run/rig/scripts && RIG=/run/rig/scripts
  LOGS=$STATE/log PIDS=/run/rig/pid # pids of this namespace mean nothing outside
  mount -t tmpfs tmpfs /var/lib
  mount --bind "$STATE/var-log" /var/log # logs of Pods outlive the node
  # kubelet wants these of the kernel: let it find them, and leave the machine's as they are.
  local setting file
  for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1; do
    file=/run/rig/$(basename "${setting%=*}")
    echo "${setting#*=}" >"$file"
    mount --bind "$file" "/proc/sys/${setting%=*}"
  done
  hostname "$NODE_NAME"
}

# A pair of interfaces whose far end leads nowhere: the node has an address, the host's network is not touched.
connect_network() {
  ip link set lo up
  ip link add eth0 type veth peer name nowhere
  ip address add "$NODE_IP/24" dev eth0
  ip link set nowhere up
  ip link set eth0 up
  ip route add default via "${NODE_IP%.*}.254" dev eth0 # Service addresses need a route before nftables rewrites them
  sysctl -qw net.ipv4.ip_forward=1
  printf 'nameserver %s\nsearch svc.cluster.local cluster.local\noptions ndots:5\n' "$DNS_IP" >"$STATE/resolv.conf"
  : >"$STATE/resolv.none" # what Pods inherit that ask for the node's: nothing
}

make_cgroups() {
  local hierarchy
  for hierarchy in /sys/fs/cgroup/*/; do
    [ ! -e "$hierarchy/cgroup.procs" ] || mkdir -p "$hierarchy$CGROUP"
  done
  # An empty cpuset takes no process.
  for hierarchy in cpus mems; do
    cat "/sys/fs/cgroup/cpuset/cpuset.$hierarchy" >"/sys/fs/cgroup/cpuset/$CGROUP/cpuset.$hierarchy"
  done
  echo 1 >"/sys/fs/cgroup/cpuset/$CGROUP/cgroup.clone_children"
}

start_containerd() {
  mkdir -p /run/rig/cni
  cat >/run/rig/cni/rig.conflist <<J
{"cniVersion": "1.0.0", "name": "rig", "plugins": [
  {"type": "bridge", "bridge": "cni0", "isGateway": true, "ipMasq": false, "hairpinMode": true,
   "ipam": {"type": "host-local", "ranges": [[{"subnet": "${POD_CIDR%/*}/24"}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
J
  cat >/run/rig/containerd.toml <<T
version = 2
root = "$STATE/containerd"
state = "/run/containerd"
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/aigw-rig/pause:1"
  restrict_oom_score_adj = true
  disable_apparmor = true
  tolerate_missing_hugetlb_controller = true
  enable_unprivileged_ports = true # as newer runtimes do: a listener on port 80 needs no root
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "/run/rig/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
T
  launch containerd containerd --config /run/rig/containerd.toml
  await containerd 30 ctr version
}

import_images() {
  local image
  for image in pause coredns; do ctr -n k8s.io images import "$ARCHIVES/$image.tar"; done >"$LOGS/import.log" 2>&1
}

start_kubelet() {
  cat >/run/rig/kubelet.yaml <<Y
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $STATE/pki/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $STATE/pki/kubelet-serving.crt
tlsPrivateKeyFile: $STATE/pki/kubelet-serving.key
address: 0.0.0.0
clusterDNS: [$DNS_IP]
clusterDomain: cluster.local
resolvConf: $STATE/resolv.none
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
volumePluginDir: /run/rig/volume-plugins
cgroupDriver: cgroupfs
cgroupRoot: /$CGROUP
failCgroupV1: false
failSwapOn: false
enforceNodeAllocatable: []
makeIPTablesUtilChains: false
# The disk is the developer's: its fill level is no reason to evict Pods or delete images.
imageGCHighThresholdPercent: 100
evictionHard: {memory.available: 100Mi, nodefs.available: "1%", imagefs.available: "1%", nodefs.inodesFree: "1%"}
nodeStatusUpdateFrequency: 5s
serializeImagePulls: false
Y
  launch kubelet "$PROGRAMS/kubelet" --config=/run/rig/kubelet.yaml --kubeconfig="$STATE/kubelet.conf" \
    --hostname-override=$NODE_NAME --node-ip="$NODE_IP" --root-dir=/var/lib/kubelet --v=2
}

start_scheduler_and_proxy() {
  launch kube-scheduler "$PROGRAMS/kube-scheduler" --kubeconfig="$STATE/kube-scheduler.conf" \
    --authentication-kubeconfig="$STATE/kube-scheduler.conf" --authorization-kubeconfig="$STATE/kube-scheduler.conf" \
    --bind-address=127.0.0.1 --leader-elect=false
  cat >/run/rig/kube-proxy.yaml <<Y
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: nftables
clusterCIDR: $POD_CIDR
hostnameOverride: $NODE_NAME
bindAddress: 0.0.0.0
healthzBindAddress: 127.0.0.1:10256
metricsBindAddress: 127.0.0.1:10249
clientConnection: {kubeconfig: $STATE/kube-proxy.conf}
conntrack: {maxPerCore: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s} # these are the whole machine's
Y
  launch kube-proxy "$PROGRAMS/kube-proxy" --config=/run/rig/kube-proxy.yaml --v=2
}

start_dns() {
  local kubectl=("$PROGRAMS/kubectl" --kubeconfig "$STATE/kubeconfig")
  sed "s/DNS_IP/$DNS_IP/" "$RIG/lib/coredns.yaml" | "${kubectl[@]}" apply -f - >/dev/null
  await kubelet 60 "${kubectl[@]}" wait --for=condition=Ready "node/$NODE_NAME" --timeout=1s
  await kubelet 90 "${kubectl[@]}" -n kube-system wait --for=condition=Available deployment/coredns --timeout=1s
}

main
