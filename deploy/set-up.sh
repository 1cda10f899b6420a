#!/bin/sh
# Makes .venv from uv.lock and compiles the catalogues of translations. (`outcry run` gathers the static files.)
#
#   deploy/set-up.sh          what it takes to run Outcry
#   deploy/set-up.sh --dev    and what it takes to test it; once asked for, it stays
#
# A second run with nothing changed looks at a stamp and ends. Each failure is one sentence and exit status 1.
# Needs a python3 with its venv module, and a package index the first time; nothing else.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd -- "$root"
venv=$root/.venv
stamp=$venv/set-up.stamp
log=$root/build/set-up.log
unset VIRTUAL_ENV PYTHONHOME PYTHONPATH
export UV_PROJECT_ENVIRONMENT="$venv" UV_PYTHON_DOWNLOADS=never

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# A pyenv shim is found in PATH and still answers with an error, so each candidate is run, never trusted.
is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 12))' </dev/null >/dev/null 2>&1; }
can_make_environments() { "$1" -c 'import ensurepip, venv' </dev/null >/dev/null 2>&1; }
version_of() { "$1" -c 'import platform; print(platform.python_version())' </dev/null 2>/dev/null; }

# Every file of that name in PATH, then pyenv's own installations, one per line.
all_named() {
    (
        IFS=:
        set -f
        for folder in $PATH; do
            [ -x "${folder:-.}/$1" ] && printf '%s\n' "${folder:-.}/$1"
        done
    ) || :
    for file in "${PYENV_ROOT:-${HOME:-/nonexistent}/.pyenv}"/versions/*/bin/"$1"; do
        [ -x "$file" ] && printf '%s\n' "$file"
    done
    :
}

# Sets python, or leaves it empty; remembers one that is new enough and lacks its venv module.
find_python() {
    python='' without_venv=''
    for name in python3.14 python3.13 python3.12 python3; do
        candidates=$(all_named "$name")
        while IFS= read -r candidate; do
            [ -n "$candidate" ] && is_new_enough "$candidate" || continue
            if can_make_environments "$candidate"; then
                python=$candidate
                return
            fi
            without_venv=${without_venv:-$candidate}
        done <<EOF
$candidates
EOF
    done
}

# Sets old_python: any python3 that can hold uv for as long as it takes to fetch a newer Python.
find_old_python() {
    old_python='' old_without_venv=''
    candidates=$(all_named python3)
    while IFS= read -r candidate; do
        [ -n "$candidate" ] && [ -n "$(version_of "$candidate")" ] || continue
        if can_make_environments "$candidate"; then
            old_python=$candidate
            return
        fi
        old_without_venv=${old_without_venv:-$candidate}
    done <<EOF
$candidates
EOF
}

fail_for_want_of_venv() {
    fail "Set-up needs Python's venv module, which $1 lacks: install the package python3-venv (Debian, Ubuntu) and start again."
}

make_environment() {
    "$1" -m venv --clear "$venv" >/dev/null 2>&1 || fail_for_want_of_venv "$1"
}

# The uv that wrote the lock, inside the virtual environment and nowhere else.
install_uv() {
    version=$(sed -n '/^name = "uv"$/{n;s/^version = "\(.*\)"$/\1/p;}' uv.lock)
    say "Installing uv ${version}."
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --retries 2 "uv${version:+==$version}" >"$log" 2>&1 ||
        fail "uv could not be installed: no package index answers; check the network or pip's settings (details in $log)."
}

# uv can't stand in the environment it is about to replace: it is carried over by hand.
fetch_python() {
    find_old_python
    if [ -z "$old_python" ]; then
        [ -z "$old_without_venv" ] || fail_for_want_of_venv "$old_without_venv"
        fail "Outcry needs Python 3.12 or newer, and there is no python3 here that runs: install one and start again."
    fi
    say "No Python 3.12 or newer here: uv fetches one."
    make_environment "$old_python"
    install_uv
    carried=$root/build/uv
    mv "$venv/bin/uv" "$carried"
    UV_PYTHON_DOWNLOADS=automatic
    quietly_with_either_certificates "$carried" venv --quiet --clear --no-project --python 3.13 "$venv" || {
        rm -f "$carried"
        fail "Outcry needs Python 3.12 or newer: $old_python is $(version_of "$old_python"), and uv could not fetch a newer one; install python3.12 or newer and start again."
    }
    mv "$carried" "$venv/bin/uv"
}

# uv carries certificates of its own; behind a proxy that opens TLS, only the machine's are right.
quietly_with_either_certificates() {
    "$@" >"$log" 2>&1 && return
    grep -q certificate "$log" && UV_SYSTEM_CERTS=true "$@" >"$log" 2>&1
}

install_packages() {
    say "Installing the packages of uv.lock."
    quietly_with_either_certificates "$venv/bin/uv" sync --frozen --quiet --python "$venv/bin/python" $groups ||
        fail "The packages of uv.lock could not be installed: is a package index in reach? (details in $log)"
}

environment_is_ours() {
    [ -x "$venv/bin/uv" ] && is_new_enough "$venv/bin/python" && [ "$(head -n 1 "$stamp" 2>/dev/null)" = "$root" ]
}

set_up_environment() {
    groups=''
    if [ "${1:-}" = --dev ] || [ -e "$venv/dev" ]; then groups='--group dev'; fi
    wanted=$(printf '%s\n' "$root" "${groups:-run}" && cksum uv.lock pyproject.toml deploy/set-up.sh)
    if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && is_new_enough "$venv/bin/python"; then return; fi

    mkdir -p "$venv" "$root/build" 2>/dev/null && [ -w "$venv" ] && [ -w "$root" ] ||
        fail "The folder $root can't be written by $(id -un 2>/dev/null || id -u): give it to this account or clone Outcry elsewhere."
    if ! environment_is_ours; then
        find_python
        if [ -n "$python" ]; then
            say "Making the virtual environment with $python ($(version_of "$python"))."
            make_environment "$python"
            install_uv
        elif [ -n "$without_venv" ]; then
            fail_for_want_of_venv "$without_venv"
        else
            fetch_python
        fi
    fi
    rm -f "$stamp"
    install_packages
    if [ -n "$groups" ]; then : >"$venv/dev"; fi
    printf '%s\n' "$wanted" >"$stamp"
}

# Babel does it: the machine need not have gettext's msgfmt.
compile_catalogues() {
    find outcry -type d -name locale 2>/dev/null | while IFS= read -r folder; do
        stale=$(find "$folder" -name '*.po' | while IFS= read -r po; do
            [ "${po%.po}.mo" -nt "$po" ] || printf '%s\n' "$po"
        done)
        [ -n "$stale" ] || continue
        "$venv/bin/pybabel" --quiet compile --domain django --directory "$folder" >"$log" 2>&1 ||
            fail "The translations in $folder could not be compiled (details in $log)."
    done
}

set_up_environment "$@"
compile_catalogues
