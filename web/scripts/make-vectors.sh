#!/bin/sh
# Makes the bundles, keys and receipts of web/vectors/ from its books, with the
# plimsoll binary given. Keys of a single party are drawn anew each time, so the
# vectors differ from run to run, and so do the verdicts that are kept with them:
# run scripts/mutations.mjs --ask afterwards.
set -eu
plimsoll=${1:?usage: make-vectors.sh PATH-TO-PLIMSOLL}
cd "$(dirname "$0")/../vectors"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf keys bundles receipts
mkdir -p bundles receipts

epoch() { # book, name, previous, shapes…
    book=books/$1 name=$1 previous=$2
    shift 2
    "$plimsoll" -q setup dev --snapshot "$book" --keys "$work/keys" "$@"
    "$plimsoll" -q prepare "$book" --run "$work/$name" --keys "$work/keys" "$@" ${previous:+--previous "$previous"}
    "$plimsoll" -q prove "$work/$name"
    "$plimsoll" -q bundle make "$work/$name" -o "bundles/$name"
}

# A key for tests, whose secret is 32 bytes of 7.
{
    echo "-----BEGIN PRIVATE KEY-----"
    echo "MC4CAQAwBQYDK2VwBCIEIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH"
    echo "-----END PRIVATE KEY-----"
} > "$work/signing.pem"

receipt() { # run, account, file
    "$plimsoll" -q receipt "$work/$1" --account "$2" -o "receipts/$3.json"
}

signed_receipt() { # run, account, file
    "$plimsoll" -q receipt "$work/$1" --account "$2" --signing-key "$work/signing.pem" -o "receipts/$3-signed.json"
}

epoch harbour-1 "" --shape 4x4 --shape 2x8
digest=$(sed 's/.*"digest":"\(0x[0-9a-f]*\)"}$/\1/' bundles/harbour-1/manifest.json)
epoch harbour-2 "$digest" --shape 4x4 --shape 2x8
epoch lagoon-1 "" --shape 4x4
receipt harbour-1 alice harbour-1-alice
receipt harbour-1 alice/1 harbour-1-alice-1
receipt harbour-1 dave harbour-1-dave
receipt harbour-1 'erin "the" søker' harbour-1-erin
receipt harbour-2 alice harbour-2-alice
receipt lagoon-1 alice lagoon-1-alice
signed_receipt harbour-1 alice harbour-1-alice
# A venue as large as a page should show it, under the engine's own parameters.
"$plimsoll" -q demo --out "$work/demo" > "$work/demo.txt"
cp -r "$work/demo/bundle" bundles/sample-1
trader=$(basename "$work"/demo/*.receipt.json .receipt.json)
receipt demo/run "$trader" sample-1-trader
signed_receipt demo/run "$trader" sample-1-trader
chmod 644 receipts/*
mkdir keys
cp "$work"/keys/*.vk "$work"/keys/*.json "$work"/demo/keys/*.vk "$work"/demo/keys/*.json keys/
