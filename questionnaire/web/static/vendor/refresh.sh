#!/bin/sh
# Rebuild base.css and base.rtl.css from govuk-frontend. Needs Node and the npm registry; nothing else ever does.
#   ./refresh.sh [version]     then look at the pages and run tests/questionnaire/web/test_macros.py
# After a new version also copy its components/*/fixtures.json (see tests/data/govuk-fixtures/README.md).
set -eu
version=${1:-6.6.0}
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
npm pack --silent "govuk-frontend@$version" >/dev/null
tarball="govuk-frontend-$version.tgz"
tar xzf "$tarball"
npm install --silent --no-save --no-audit --no-fund --prefix tools sass@1.108.2 rtlcss@4.3.0 clean-css-cli@5.6.3

sources=package/dist/govuk
cp "$here/palette.scss" "$sources/settings/_colours-palette--internal.scss"
# Buttons take their hover and shadow from GOV.UK's green; ours take them from the brand colour (called "blue" there).
sed -i 's/"green"/"blue"/' "$sources/components/button/_mixin.scss"
cp "$here/base.scss" package/dist/base.scss
tools/node_modules/.bin/sass --no-source-map --load-path=package/dist package/dist/base.scss plain.css
if grep -qiE 'gds|transport|crown|crest|url\(' plain.css; then
    echo "the compiled sheet names a font or an image that is not ours to ship" >&2
    exit 1
fi
tools/node_modules/.bin/rtlcss plain.css plain.rtl.css >/dev/null
for name in base base.rtl; do
    tools/node_modules/.bin/cleancss -O1 -o "$here/$name.css" "plain${name#base}.css"
done

cd "$here"
{
    echo "govuk-frontend $version (MIT), tarball sha256 $(sha256sum "$work/$tarball" | cut -d' ' -f1)"
    echo "sass 1.108.2, rtlcss 4.3.0, clean-css-cli 5.6.3"
} >VERSION
sha256sum base.css base.rtl.css base.scss palette.scss LICENSE-govuk-frontend.txt >SHA256SUMS
cat VERSION
for name in base base.rtl; do printf '%s %s bytes, %s gzipped\n' "$name.css" "$(wc -c <"$name.css")" "$(gzip -9c "$name.css" | wc -c)"; done
