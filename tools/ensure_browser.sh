#!/bin/sh
# The browser tests need Chromium and a Chinese font: install Debian's when we may, else say what to install.
set -eu

has_browser() {
    [ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ] && return 0
    for name in chromium-headless-shell chromium chromium-browser google-chrome microsoft-edge; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}
has_font() { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh 2>/dev/null | head -n 1)" ]; }

# A town's name needs a rare character (㳇, U+3CC7); without a font for it pictures show a box, and no test fails.
has_rare() { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :charset=3cc7 2>/dev/null | head -n 1)" ]; }

# Chromium without a browser's windows shows the same pages for half the work; where it cannot be had a browser will do.
has_shell() { [ -n "${CHROMIUM:-}" ] || command -v chromium-headless-shell >/dev/null 2>&1; }

look() {
    missing=""
    has_browser || missing="chromium"
    has_font || missing="$missing fonts-wqy-microhei fontconfig"
    rare=""
    has_rare || rare="fonts-wqy-zenhei"
}
# dpkg's lock may be held by another installation: apt waits for it.
install() {
    apt-get -q -y -o DPkg::Lock::Timeout=120 install --no-install-recommends "$@" >/dev/null
}

look
has_shell && [ -z "$missing$rare" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    for try in 1 2 3 4 5; do
        echo "installing what browser tests need (try $try)" >&2
        if apt-get -q -o DPkg::Lock::Timeout=120 -o Acquire::http::Timeout=20 update >/dev/null; then
            has_shell || install chromium-headless-shell || echo "no chromium-headless-shell here" >&2
            look
            # shellcheck disable=SC2086 # several words, or none
            [ -z "$missing$rare" ] || install $missing $rare || continue
            exit 0
        fi
        [ -n "$missing" ] || exit 0
        sleep $((try * 5))
    done
fi

[ -n "$missing" ] || exit 0
echo "Browser tests need: $missing. On Debian: apt-get install $missing" >&2
echo "浏览器测试需要:$missing。" >&2
[ "${CI:-}" = true ] && exit 1
exit 0
