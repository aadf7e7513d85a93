#!/bin/sh
# The browser tests need Chromium and a Chinese font: install Debian's when we may, else say what to install.
set -eu

has_browser() {
    [ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ] && return 0
    for name in chromium chromium-browser google-chrome microsoft-edge; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}
has_font() { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh 2>/dev/null | head -n 1)" ]; }

missing=""
has_browser || missing="chromium"
has_font || missing="$missing fonts-wqy-microhei fontconfig"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    for try in 1 2 3 4 5; do
        echo "installing $missing (try $try)" >&2
        # dpkg's lock may be held by another installation: apt waits for it, and we try again.
        if apt-get -q -o DPkg::Lock::Timeout=120 update >/dev/null &&
            apt-get -q -y -o DPkg::Lock::Timeout=120 install --no-install-recommends $missing >/dev/null; then
            exit 0
        fi
        sleep $((try * 5))
    done
fi

echo "Browser tests need: $missing. On Debian: apt-get install $missing" >&2
echo "浏览器测试需要:$missing。" >&2
[ "${CI:-}" = true ] && exit 1
exit 0
