# Brings this machine to where the project runs: Debian's packages, a virtual environment in .venv, the project in it.
# Sourced by scripts/demo, scripts/test and scripts/install; call `prepare` with the extra packages wanted. Fast when there is nothing to do.
# Never touches anything outside .venv but Debian's own packages, and says in one line what is missing where it cannot go on.

readonly oldest_python="3.11"

say() { printf '%s\n' "$*" >&2; }

give_up() {
    say "cannot go on: $*"
    exit 1
}

prepare() {
    command -v apt-get >/dev/null || give_up "this needs Debian 12 or newer, or Raspberry Pi OS (there is no apt-get)"
    _install_packages libzbar0 mosquitto mosquitto-clients "$@"
    _choose_python
    _make_environment
    _install_project
}

_is_raspberry_pi() { grep -qs "Raspberry Pi" /proc/device-tree/model; }

_is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

_as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

_install_packages() {
    local wanted=("$@") lacking=() name
    _is_raspberry_pi && wanted+=(python3-picamera2 python3-lgpio python3-numpy)
    for name in "${wanted[@]}"; do
        # Debian 13 renamed it
        if [ "$name" = libzbar0 ] && _is_installed libzbar0t64; then continue; fi
        _is_installed "$name" || lacking+=("$name")
    done
    [ ${#lacking[@]} -eq 0 ] && return
    [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null ||
        give_up "these Debian packages are missing, and installing them needs root or sudo: ${lacking[*]}"
    say "installing Debian packages: ${lacking[*]}"
    if ! _install_now "${lacking[@]}"; then
        _as_root apt-get update -qq >&2 || give_up "the package lists cannot be fetched; is there a network?"
        _install_now "${lacking[@]}" || give_up "these Debian packages could not be installed: ${lacking[*]}"
    fi
}

_install_now() {
    local names=() name
    for name in "$@"; do
        if [ "$name" = libzbar0 ] && [ -n "$(apt-cache search --names-only '^libzbar0t64$' 2>/dev/null)" ]; then
            name=libzbar0t64
        fi
        names+=("$name")
    done
    _as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "${names[@]}" >/dev/null 2>"$_complaints" || {
        sed 's/^/  /' "$_complaints" >&2
        return 1
    }
}

_choose_python() {
    local candidate
    # a Pi's camera library loads only in the system's own Python
    for candidate in $(_is_raspberry_pi && echo /usr/bin/python3) python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if "$candidate" -c "import sys; sys.exit(sys.version_info < (${oldest_python/./, }))" 2>/dev/null; then
            python=$(command -v "$candidate")
            return
        fi
    done
    give_up "python3 is missing or older than $oldest_python"
}

_need_venv() {
    "$python" -c "import ensurepip, venv" 2>/dev/null && return
    # Debian keeps these apart, in a package for each version
    _install_packages "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
}

_make_environment() {
    if [ -x .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1; then return; fi
    _need_venv
    say "making .venv with $("$python" --version) ($python)"
    local options=()
    _is_raspberry_pi && options=(--system-site-packages)
    rm -rf .venv
    "$python" -m venv "${options[@]}" .venv || give_up "$python cannot make a virtual environment (python3-venv)"
}

_pip_install() {
    local environment=$1
    shift
    # its remarks are shown only where it fails
    "$environment/bin/python" -m pip install --quiet --disable-pip-version-check "$@" >"$_complaints" 2>&1 || {
        tail -n 15 "$_complaints" >&2
        give_up "Python packages could not be installed; is there a network?"
    }
}

_install_project() {
    local stamp=.venv/menshen-prepared wanted
    wanted=$(cat setup.cfg pyproject.toml device/version.py | sha256sum)
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return
    say "installing the project and what it needs into .venv (a minute or two the first time)"
    # compat: a plain path, not an import hook that every start of the daemon would pay for
    _pip_install .venv --config-settings editable_mode=compat -e '.[test]'
    printf '%s\n' "$wanted" >"$stamp"
}

_complaints=$(mktemp)
trap 'rm -f "$_complaints"' EXIT
