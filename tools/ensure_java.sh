#!/bin/sh
# Spark needs Java 17 or 21: install Debian's when we may, else say what to install.
set -eu

has_java() {
    [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ] && return 0
    for home in /usr/lib/jvm/java-17-openjdk* /usr/lib/jvm/java-21-openjdk*; do
        [ -x "$home/bin/java" ] && return 0
    done
    command -v java >/dev/null 2>&1 && return 0
    return 1
}
has_java && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    for try in 1 2 3 4 5; do
        echo "installing Java (try $try)" >&2
        # dpkg's lock may be held by another installation: apt waits for it, and we try again.
        if apt-get -q -o DPkg::Lock::Timeout=120 update >/dev/null; then
            for package in openjdk-17-jre-headless openjdk-21-jre-headless; do
                apt-get -q -y -o DPkg::Lock::Timeout=120 install --no-install-recommends $package >/dev/null && exit 0
            done
        fi
        sleep $((try * 5))
    done
fi

echo "Spark needs Java 17 or 21. On Debian: apt-get install openjdk-17-jre-headless" >&2
echo "Spark 需要 Java 17 或 21;Debian 上请执行:apt-get install openjdk-17-jre-headless" >&2
[ "${CI:-}" = true ] && exit 1
exit 0
