#!/bin/sh
# Installs what the tests need and pip cannot bring: Chromium and Alertmanager (Debian), the Slack peer (npm).
set -eu
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

if ! command -v chromium >/dev/null 2>&1; then
    as_root apt-get update -qq
    as_root apt-get install -y -qq --no-install-recommends chromium fonts-noto-core fonts-noto-color-emoji >/dev/null
fi
if ! command -v prometheus-alertmanager >/dev/null 2>&1; then
    as_root apt-get update -qq
    as_root apt-get install -y -qq --no-install-recommends prometheus-alertmanager >/dev/null
    # The tests run one of their own; the package's need not run all the time.
    as_root systemctl disable --now prometheus-alertmanager >/dev/null 2>&1 || true
fi
peer=node_modules/local-slack-linux-x64
if [ ! -d "$peer" ] && ! command -v npm >/dev/null 2>&1; then
    as_root apt-get update -qq
    as_root apt-get install -y -qq --no-install-recommends npm >/dev/null
fi
if [ ! -d "$peer" ]; then
    npm install --silent --no-save --no-audit --no-fund local-slack-linux-x64@0.1.8
fi
echo "Chromium: $(command -v chromium || echo missing); Alertmanager: $(command -v prometheus-alertmanager || echo missing); Slack peer: $([ -d "$peer" ] && echo here || echo missing)"
