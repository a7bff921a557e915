#!/usr/bin/env bash
# Builds both example homes, side by side, up to their sealed releases. A second call finds everything done.
set -euo pipefail

public_record="$1"
exercise="$2"
coalition=.venv/bin/coalition

publish() {
    local home="$1" round="$2" reason="$3"
    if [[ -d "$home/releases/$round@1" ]]; then
        echo "$home: $round@1 is sealed already"
        return
    fi
    "$coalition" run "$round" --home "$home"
    "$coalition" release seal "$round" --reason "$reason" --home "$home"
}

build_public_record() {
    "$coalition" init --example public-record --home "$public_record"
    publish "$public_record" 2021-Q2 "Public record up to June 2021"
    publish "$public_record" 2024-Q3 "Public record up to September 2024"
}

build_exercise() {
    "$coalition" init --example exercise --home "$exercise"
    publish "$exercise" 2021-Q1 "First quarter of 2021"
    publish "$exercise" 2021-Q2 "Second quarter of 2021"
}

# Each ends at its first failure, without stopping the other; every line says whose it is.
(build_public_record 2>&1 | sed -u "s|^|public record: |") &
first=$!
(build_exercise 2>&1 | sed -u "s|^|exercise: |") &
second=$!
status=0
wait "$first" || status=1
wait "$second" || status=1
[[ $status == 0 ]] || exit "$status"

echo
echo "Look at:"
for home in "$public_record" "$exercise"; do
    echo "  $home/releases/2021-Q2@1/public/progress-report.html"
done
