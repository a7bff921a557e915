#!/usr/bin/env bash
# Builds both example homes up to their sealed releases. A second call finds everything done and changes nothing.
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

"$coalition" init --example public-record --home "$public_record"
publish "$public_record" 2021-Q2 "Public record up to June 2021"
publish "$public_record" 2024-Q3 "Public record up to September 2024"

"$coalition" init --example exercise --home "$exercise"
publish "$exercise" 2021-Q1 "First quarter of 2021"
publish "$exercise" 2021-Q2 "Second quarter of 2021"

echo
echo "Look at:"
for home in "$public_record" "$exercise"; do
    echo "  $home/releases/2021-Q2@1/public/progress-report.html"
done
