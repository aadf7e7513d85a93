#!/bin/sh
# List the Makefile's verbs: every target that carries a sentence behind '##'.
set -eu
echo "make VERB, where VERB is one of:"
sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)$/  \1\t\2/p' "$(dirname "$0")/../Makefile" | expand -t 14
