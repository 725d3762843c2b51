#!/bin/bash
# First inputs for the fuzz targets, from the fixtures of the tests.
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p corpus/{text,markup,xls,xlsx,xlsb,ods,values}
find ../fixtures ../../core/src/imports -type f | while read -r file; do
    name=$(basename "$file")
    case "$file" in
        *.csv | *.txt | *.tsv) cp "$file" "corpus/text/$name" ;;
        *.html | *.xml) { printf '\2'; cat "$file"; } > "corpus/markup/$name" ;;
        *.xls) cp "$file" "corpus/xls/$name" ;;
        *.xlsx) cp "$file" "corpus/xlsx/$name"
            { unzip -p "$file" xl/worksheets/sheet1.xml || true; printf '\xfe'; unzip -p "$file" xl/sharedStrings.xml || true
              printf '\xfe'; unzip -p "$file" xl/styles.xml || true; } > "corpus/xlsx/$name.parts" 2> /dev/null ;;
        *.xlsb) cp "$file" "corpus/xlsb/$name"
            { unzip -p "$file" xl/worksheets/sheet1.bin || true; printf '\xfe'; unzip -p "$file" xl/workbook.bin || true
              printf '\xfe'; unzip -p "$file" xl/sharedStrings.bin || true; } > "corpus/xlsb/$name.parts" 2> /dev/null ;;
        *.ods) cp "$file" "corpus/ods/$name"; unzip -p "$file" content.xml > "corpus/ods/$name.content" || true ;;
    esac
done
printf '1 234,56 грн' > corpus/values/number
printf '12 березня 2025 р. 10:24' > corpus/values/date
printf '%s' '+38 (067) 123-45-67' > corpus/values/phone
