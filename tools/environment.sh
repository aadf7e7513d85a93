#!/bin/sh
# Make or refresh .venv from a hashed lock file. Usage: tools/environment.sh runtime|dev|spark
# uv does it when there is one, else one that pip brings into .venv; plain pip when neither works.
# The lock holds no address: whatever index or mirror pip is configured for is used.
set -eu
cd "$(dirname "$0")/.."
wanted=$1
lock=requirements/$wanted.lock
venv=.venv
export UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1 PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '%s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for candidate in ${PYTHON:-} python3.11 python3.12 python3.13 python3.14 python3; do
        if command -v "$candidate" >/dev/null 2>&1 && is_new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    found=$(python3 --version 2>&1 || true)
    fail "Sizao needs Python 3.11 or later; found: ${found:-none}." \
        "On Debian 12: apt-get install python3 python3-venv" \
        "四早需要 Python 3.11 或更高版本。"
}

fingerprint() { cat "$lock" pyproject.toml | cksum; }

# A dev environment holds the runtime as well; Spark comes on top of either.
holders="$wanted dev"
[ "$wanted" = spark ] && holders=spark
for stamp in $(printf "$venv/%s.ok " $holders); do
    kind=$(basename "$stamp" .ok)
    if [ -x "$venv/bin/sizao" ] && [ -f "$stamp" ] &&
        [ "$(cat "$stamp")" = "$(cat "requirements/$kind.lock" pyproject.toml | cksum)" ]; then
        exit 0
    fi
done

if [ -x "$venv/bin/python" ] && ! is_new_enough "$venv/bin/python"; then
    fail "$venv was made with an old Python: remove it and try again."
fi
if [ ! -x "$venv/bin/python" ]; then
    python=$(find_python)
    if command -v uv >/dev/null 2>&1; then
        uv venv --quiet --python "$python" "$venv"
    else
        "$python" -c 'import ensurepip, venv' 2>/dev/null || fail \
            "Python's venv module is missing. On Debian: apt-get install python3-venv" \
            "缺少 Python 的 venv 模块;Debian 上请执行:apt-get install python3-venv"
        say "making $venv"
        "$python" -m venv "$venv"
    fi
fi

uv=$(command -v uv || true)
if [ -z "$uv" ] && [ ! -x "$venv/bin/uv" ]; then
    # uv's own pinned, hashed entry stands in dev.lock.
    pinned=$(mktemp)
    sed -n '/^uv==/,/[^\\]$/p' requirements/dev.lock >"$pinned"
    "$venv/bin/python" -m pip install --quiet --require-hashes -r "$pinned" 2>/dev/null || true
    rm -f "$pinned"
fi
[ -n "$uv" ] || uv=$venv/bin/uv

# uv does not read pip's configuration.
index=${PIP_INDEX_URL:-$("$venv/bin/python" -m pip config get global.index-url 2>/dev/null || true)}
if [ -n "$index" ] && [ -z "${UV_DEFAULT_INDEX:-}" ]; then export UV_DEFAULT_INDEX="$index"; fi
if [ -n "${PIP_CERT:-}" ] && [ -z "${SSL_CERT_FILE:-}" ]; then export SSL_CERT_FILE="$PIP_CERT"; fi

with_uv() { "$uv" pip install --quiet --python "$venv/bin/python" "$@"; }
with_pip() { "$venv/bin/python" -m pip install --quiet "$@"; }
install() { { [ -x "$uv" ] && with_uv "$@"; } || with_pip "$@"; }

say "installing $lock"
install --require-hashes -r "$lock"
# Spark is added beside checks that already run: what they import must not go away for a moment.
if [ "$wanted" != spark ] || [ ! -x "$venv/bin/sizao" ]; then install --no-deps --no-build-isolation --editable .; fi
fingerprint >"$venv/$wanted.ok"
