#!/bin/sh
# Installs what the tests need and pip cannot bring: Chromium (Debian) and the Slack peer (npm).
set -eu
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

if ! command -v chromium >/dev/null 2>&1; then
    as_root apt-get update -qq
    as_root apt-get install -y -qq --no-install-recommends chromium fonts-noto-core fonts-noto-color-emoji >/dev/null
fi
peer=node_modules/local-slack-linux-x64
if [ ! -d "$peer" ] && ! command -v npm >/dev/null 2>&1; then
    as_root apt-get update -qq
    as_root apt-get install -y -qq --no-install-recommends npm >/dev/null
fi
if [ ! -d "$peer" ]; then
    npm install --silent --no-save --no-audit --no-fund local-slack-linux-x64@0.1.8
fi
echo "Chromium: $(command -v chromium || echo missing); Slack peer: $([ -d "$peer" ] && echo here || echo missing)"
