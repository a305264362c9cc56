# shellcheck shell=bash
# Sourced: what an image's directory needs besides the program, when there is no base image to start from.

image_tools() { # a word that changes when images are made in another way
  cat "$RIG"/{build-images,java-image}.sh "$RIG"/lib/{image-root.sh,java-root.sh,mkimage.py} | sha256sum | cut -c1-12
}

base_root() { # directory
  mkdir -p "$1"/{etc,tmp}
  chmod 1777 "$1/tmp"
  printf 'root:x:0:0:root:/:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/:/sbin/nologin\n' >"$1/etc/passwd"
  printf 'root:x:0:\nnonroot:x:65532:\n' >"$1/etc/group"
  echo 'hosts: files dns' >"$1/etc/nsswitch.conf"
}

add_authorities() { # directory: whom the machine trusts, where Envoy's own images have it
  local file=/etc/ssl/certs/ca-certificates.crt
  mkdir -p "$1${file%/*}" && cp -L "$file" "$1$file"
}

add_libraries() { # directory file...: the shared libraries of the machine that the files are linked to
  local root=$1 library
  shift
  for file in "$@"; do ldd "$file" 2>/dev/null || true; done | sed -n 's|^[^/]*\(/[^ ]*\) .*|\1|p' | sort -u |
    while read -r library; do
      [[ $library == "$root"/* ]] || { mkdir -p "$root${library%/*}" && cp -L "$library" "$root$library"; }
    done
}
