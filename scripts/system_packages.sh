#!/usr/bin/env bash
# Chromium draws the chart images and a Chinese font writes their labels. Both come from Debian's own
# packages. Whatever cannot be installed is named, with what will be missing; the build goes on.
set -euo pipefail

missing=()

has_browser() {
    local name
    [[ -n "${BROWSER_PATH:-}" && -x "${BROWSER_PATH}" ]] && return 0
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null && return 0
    done
    return 1
}

has_chinese_font() {
    command -v fc-list >/dev/null && [[ -n "$(fc-list :lang=zh-cn family)" ]]
}

look() {
    missing=()
    has_browser || missing+=(chromium)
    has_chinese_font || missing+=(fonts-wqy-microhei)
    command -v fc-list >/dev/null || missing+=(fontconfig)
}

as_root() {
    if [[ "$(id -u)" == 0 ]]; then
        "$@"
    else
        sudo --non-interactive "$@"
    fi
}

may_install() {
    command -v apt-get >/dev/null && { [[ "$(id -u)" == 0 ]] || sudo --non-interactive true 2>/dev/null; }
}

install() {
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 -o Acquire::Retries=1)
    as_root "${apt[@]}" update </dev/null &&
        as_root "${apt[@]}" install --yes --no-install-recommends "$@" </dev/null >/dev/null
}

look
if ((${#missing[@]} == 0)); then
    exit 0
fi

if may_install; then
    echo "Installing ${missing[*]} with apt-get ..." >&2
    install "${missing[@]}" || echo "apt-get did not succeed." >&2
    look
fi

for package in "${missing[@]}"; do
    case "$package" in
        chromium) echo "Not here: a Chromium browser. Releases will lack the chart images (the interactive charts stay); the browser tests skip." ;;
        fonts-wqy-microhei) echo "Not here: a Chinese font. Chinese labels in chart images may show as empty boxes." ;;
        fontconfig) continue ;;
    esac
    echo "  To get it: sudo apt-get install $package"
done >&2
