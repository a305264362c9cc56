# shellcheck shell=bash disable=SC2154  # PROGRAMS, STATE, LOGS come from common.sh or node.sh
# Sourced: etcd, kube-apiserver and kube-controller-manager as plain processes. Level 1 runs them on the host's loopback,
# level 2 inside the node.

SERVICE_CIDR=10.96.0.0/16
API_SERVICE_IP=10.96.0.1

# start_control_plane: what it takes from the caller
#   PORT       port of the API server; etcd and the controller manager have the three next ones
#   NODE_IP    empty, or the node's address: the API server then listens on every address and is what Pods know as "kubernetes"
#   NODE_NAME  with NODE_IP: a kubelet of this name gets its credentials
#   POD_CIDR   with NODE_IP: what the node's addresses are taken from
start_control_plane() {
  local pki=$STATE/pki etcd=http://127.0.0.1:$((PORT + 1)) peer=http://127.0.0.1:$((PORT + 2)) user
  local advertise=(--bind-address=127.0.0.1 --endpoint-reconciler-type=none) addresses=()
  if [ -n "$NODE_IP" ]; then
    advertise=(--bind-address=0.0.0.0 "--advertise-address=$NODE_IP")
    addresses=(--allocate-node-cidrs=true "--cluster-cidr=$POD_CIDR" --node-cidr-mask-size=24)
  fi
  # No fsync: a machine that crashes takes nothing of worth with it.
  launch etcd "$PROGRAMS/etcd" --name rig --data-dir "$STATE/etcd" --unsafe-no-fsync --log-level warn \
    --listen-client-urls "$etcd" --advertise-client-urls "$etcd" \
    --listen-peer-urls "$peer" --initial-advertise-peer-urls "$peer" --initial-cluster "rig=$peer"
  make_credentials # while etcd starts
  await etcd 30 curl -sf --noproxy '*' "$etcd/health"

  launch kube-apiserver "$PROGRAMS/kube-apiserver" --etcd-servers="$etcd" --secure-port="$PORT" "${advertise[@]}" \
    --service-cluster-ip-range=$SERVICE_CIDR --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction \
    --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" --client-ca-file="$pki/ca.crt" \
    --kubelet-client-certificate="$pki/kubelet-client.crt" --kubelet-client-key="$pki/kubelet-client.key" \
    --kubelet-certificate-authority="$pki/ca.crt" --kubelet-preferred-address-types=InternalIP,Hostname \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local \
    --service-account-key-file="$pki/service-account.pub" --service-account-signing-key-file="$pki/service-account.key" \
    --requestheader-client-ca-file="$pki/ca.crt" --requestheader-allowed-names=front-proxy-client \
    --requestheader-username-headers=X-Remote-User --requestheader-group-headers=X-Remote-Group \
    --requestheader-extra-headers-prefix=X-Remote-Extra- \
    --proxy-client-cert-file="$pki/front-proxy.crt" --proxy-client-key-file="$pki/front-proxy.key" \
    --allow-privileged=true --profiling=false --event-ttl=1h
  await kube-apiserver 90 curl -sf --noproxy '*' --cacert "$pki/ca.crt" --cert "$pki/admin.crt" --key "$pki/admin.key" \
    "https://127.0.0.1:$PORT/readyz"

  # Its own limit of requests would make it wait for seconds while it starts its controllers.
  launch kube-controller-manager "$PROGRAMS/kube-controller-manager" --kubeconfig="$STATE/kube-controller-manager.conf" \
    --authentication-kubeconfig="$STATE/kube-controller-manager.conf" \
    --authorization-kubeconfig="$STATE/kube-controller-manager.conf" \
    --kube-api-qps=500 --kube-api-burst=1000 \
    --bind-address=127.0.0.1 --secure-port=$((PORT + 3)) --leader-elect=false --use-service-account-credentials=true \
    --root-ca-file="$pki/ca.crt" --service-account-private-key-file="$pki/service-account.key" \
    --cluster-signing-cert-file="$pki/ca.crt" --cluster-signing-key-file="$pki/ca.key" \
    --service-cluster-ip-range=$SERVICE_CIDR "${addresses[@]}" --profiling=false
  # A namespace is of use once its default service account is there.
  await kube-controller-manager 60 "$PROGRAMS/kubectl" --kubeconfig "$STATE/kubeconfig" -n default get serviceaccount default
}

make_credentials() {
  local pki=$STATE/pki names="DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc"
  mkdir -p "$pki"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$pki/ca.key" -out "$pki/ca.crt" -days 30 \
    -subj /CN=rig-ca -addext keyUsage=critical,keyCertSign,cRLSign,digitalSignature 2>/dev/null
  certificate apiserver kube-apiserver kube serverAuth \
    "IP:127.0.0.1,IP:$API_SERVICE_IP${NODE_IP:+,IP:$NODE_IP},$names,DNS:kubernetes.default.svc.cluster.local"
  certificate admin admin system:masters clientAuth
  certificate kubelet-client kube-apiserver-kubelet-client system:masters clientAuth
  certificate front-proxy front-proxy-client kube clientAuth
  certificate kube-controller-manager system:kube-controller-manager kube clientAuth
  kubeconfig admin "$STATE/kubeconfig"
  kubeconfig kube-controller-manager "$STATE/kube-controller-manager.conf"
  if [ -n "$NODE_IP" ]; then
    certificate kube-scheduler system:kube-scheduler kube clientAuth
    certificate kube-proxy system:kube-proxy system:node-proxier clientAuth
    certificate kubelet "system:node:$NODE_NAME" system:nodes clientAuth
    certificate kubelet-serving "system:node:$NODE_NAME" system:nodes serverAuth "DNS:$NODE_NAME,IP:$NODE_IP"
    for user in kube-scheduler kube-proxy kubelet; do kubeconfig $user "$STATE/$user.conf"; done
  fi
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$pki/service-account.key" 2>/dev/null
  openssl pkey -in "$pki/service-account.key" -pubout -out "$pki/service-account.pub" 2>/dev/null
}

certificate() { # file common-name organization usage [subject-alternative-names]
  local file=$STATE/pki/$1 key="ec -pkeyopt ec_paramgen_curve:P-256"
  # Elliptic-curve keys cost no time. People's own key is RSA: some clients read the others only with extra libraries.
  [ "$1" = admin ] && key=rsa:2048
  # shellcheck disable=SC2086  # $key is several words
  openssl req -new -newkey $key -nodes -keyout "$file.key" -subj "/O=$3/CN=$2" 2>/dev/null |
    openssl x509 -req -CA "$STATE/pki/ca.crt" -CAkey "$STATE/pki/ca.key" -set_serial "0x$(openssl rand -hex 8)" -days 30 -out "$file.crt" \
      -extfile <(printf 'extendedKeyUsage=%s\nkeyUsage=digitalSignature\n%s\n' "$4" "${5:+subjectAltName=$5}") 2>/dev/null
}

kubeconfig() { # user file
  (
    umask 077
    cat >"$2" <<Y
apiVersion: v1
kind: Config
clusters:
- name: rig
  cluster: {server: "https://127.0.0.1:$PORT", certificate-authority-data: $(base64 -w0 "$STATE/pki/ca.crt")}
users:
- name: $1
  user: {client-certificate-data: $(base64 -w0 "$STATE/pki/$1.crt"), client-key-data: $(base64 -w0 "$STATE/pki/$1.key")}
contexts:
- name: rig
  context: {cluster: rig, user: $1}
current-context: rig
Y
  )
}
