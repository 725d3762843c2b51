//! Files become sheets: every format by what a person sees in it, every refusal by its reason.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use kabinet_core::config::ImportLimits;
use kabinet_core::imports::read;
use kabinet_core::imports::sheets::{Foreign, RawCell, RawRow, Refusal, Visibility, Workbook};
use kabinet_core::locale::{self, Locale};

/// The program under test serves as the reader.
pub(crate) fn reader() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_kabinet"))
}

pub(crate) fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/files");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// A zip of these parts.
pub(crate) fn zipped<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The least XLSX around the XML of one sheet, of its styles and of its shared strings.
pub(crate) fn xlsx(sheet: &str, styles: &str, strings: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let types = format!("<Types xmlns='{package}/content-types'/>");
    let rels = format!(
        "<Relationships xmlns='{package}/relationships'><Relationship Id='r1' Type='{relations}/officeDocument' Target='xl/workbook.xml'/></Relationships>"
    );
    let book = format!(
        "<workbook xmlns='{main}' xmlns:r='{relations}'><sheets><sheet name='Продажі' sheetId='1' r:id='r1'/></sheets></workbook>"
    );
    let book_rels = format!(
        "<Relationships xmlns='{package}/relationships'><Relationship Id='r1' Type='{relations}/worksheet' Target='worksheets/sheet1.xml'/><Relationship Id='r2' Type='{relations}/styles' Target='styles.xml'/><Relationship Id='r3' Type='{relations}/sharedStrings' Target='sharedStrings.xml'/></Relationships>"
    );
    let sheet = format!("<worksheet xmlns='{main}'>{sheet}</worksheet>");
    let styles = format!("<styleSheet xmlns='{main}'>{styles}</styleSheet>");
    let strings = format!("<sst xmlns='{main}'{strings}</sst>");
    zipped([
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", rels.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", book_rels.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// The least ODS around its automatic styles and its tables.
pub(crate) fn ods(styles: &str, tables: &str) -> Vec<u8> {
    let names = ["office", "style", "text", "table", "fo"].map(|it| format!("xmlns:{it}='urn:{it}'")).join(" ");
    let content = format!(
        "<office:document-content {names} xmlns:calcext='urn:calcext'><office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    zipped([
        ("mimetype", &b"application/vnd.oasis.opendocument.spreadsheet"[..]),
        ("META-INF/manifest.xml", b"<manifest/>"),
        ("content.xml", content.as_bytes()),
    ])
}

pub(crate) async fn read_with(bytes: &[u8], limits: &ImportLimits) -> Result<Workbook, Refusal> {
    let folder = tempfile::tempdir().unwrap();
    // The name lies on purpose: only the content counts.
    let path = folder.path().join("file.pdf");
    std::fs::write(&path, bytes).unwrap();
    read::read_file(&path, limits, reader(), folder.path()).await.unwrap()
}

async fn read_all(bytes: impl AsRef<[u8]>) -> Result<Workbook, Refusal> {
    read_with(bytes.as_ref(), &ImportLimits::default()).await
}

fn show_cell(cell: &RawCell) -> String {
    match cell {
        RawCell::Empty => "·".into(),
        RawCell::Text(text) => format!("{text:?}"),
        RawCell::Number(number) => number.to_string(),
        RawCell::Percent(number) => format!("{}%", number * 100.0),
        RawCell::Bool(value) => value.to_string(),
        RawCell::DateTime(moment) => moment.to_string(),
        RawCell::Error(error) => error.clone(),
    }
}

fn show_row(row: &RawRow) -> String {
    let cells: Vec<String> = row.cells.iter().map(show_cell).collect();
    let fault = row.fault.map(|fault| format!(" <{fault}>")).unwrap_or_default();
    format!("{}: {}{fault}", row.number, cells.join(" | ")).trim_end().to_owned()
}

fn show(outcome: &Result<Workbook, Refusal>) -> String {
    let book = match outcome {
        Ok(book) => book,
        Err(refusal) => return format!("refused: {refusal:?}\n"),
    };
    let mut text = String::new();
    if let (Some(encoding), Some(delimiter)) = (book.encoding, book.delimiter) {
        writeln!(text, "{encoding} {delimiter}").unwrap();
    }
    for sheet in &book.sheets {
        if let Some(name) = &sheet.name {
            let hidden = if sheet.visibility == Visibility::Hidden { " hidden" } else { "" };
            writeln!(text, "[{name}]{hidden}").unwrap();
        }
        for region in &sheet.merged {
            let (rows, columns) = (region.first_row..=region.last_row, region.first_column..=region.last_column);
            writeln!(text, "merged rows {rows:?} columns {columns:?}").unwrap();
        }
        for row in &sheet.rows {
            writeln!(text, "{}", show_row(row)).unwrap();
        }
    }
    text
}

#[tokio::test]
async fn fixtures_read_as_seen_by_people() {
    let mut actual = String::new();
    for path in fixtures() {
        let outcome = read::read_file(&path, &ImportLimits::default(), reader(), &std::env::temp_dir()).await.unwrap();
        writeln!(actual, "# {}\n{}", path.file_name().unwrap().display(), show(&outcome)).unwrap();
        let here = read::read_bytes(std::fs::read(&path).unwrap(), &ImportLimits::default());
        assert_eq!(show(&here), show(&outcome), "{}: the process of its own reads something else", path.display());
    }
    let expected = include_str!("snapshots/read.txt");
    if actual != expected {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("read.txt");
        std::fs::write(&path, &actual).unwrap();
        panic!("compare {} with tests/snapshots/read.txt", path.display());
    }
}

#[tokio::test]
async fn cells_of_a_workbook() {
    let sheet = r#"<sheetData>
        <row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" s="1"><v>0.125</v></c><c r="C2" s="2"><v>46300.5</v></c></row>
        <row r="4"><c r="A4" t="e"><v>#N/A</v></c><c r="B4"><f>SUM(B2)</f></c><c r="C4"><f>1+1</f><v>2</v></c>
            <c r="D4" t="b"><v>1</v></c><c r="E4" t="str"><f>A2</f><v></v></c><c r="F4" s="3"><v>0.5</v></c><c r="G4" s="1"/></row>
        <row r="5"><c r="A5" t="e"><v>#SPILL!</v></c><c r="B5" t="inlineStr"><is><t>ґанок</t></is></c></row>
        <row r="6"><c r="C6" s="1"/></row>
        </sheetData><mergeCells count="1"><mergeCell ref="A2:B3"/></mergeCells>"#;
    let styles = r#"<numFmts count="1"><numFmt numFmtId="170" formatCode="0.0&quot;%&quot;"/></numFmts>
        <cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="22"/><xf numFmtId="170"/></cellXfs>"#;
    let strings = "><si><t>а</t></si><si><r><t xml:space=\"preserve\">Стіл </t></r><r><t>«Лофт»</t></r></si>";
    let outcome = read_all(xlsx(sheet, styles, strings)).await;
    let expected = "[Продажі]\nmerged rows 2..=3 columns 0..=1\n1:\n2: \"Стіл «Лофт»\" | 12.5% | 2026-10-05 12:00:00\n3:\n\
        4: #N/A | · | 2 | true | · | 0.5\n5: #SPILL! | \"ґанок\"\n";
    assert_eq!(show(&outcome), expected);
}

#[tokio::test]
async fn cells_in_any_order_come_in_rows() {
    let sheet = "<sheetData><row r='3'><c r='B3'><v>32</v></c><c r='A3'><v>31</v></c></row><row r='1'><c r='A1'><v>11</v></c></row>\
        <row r='3'><c r='C3'><v>33</v></c></row></sheetData>";
    assert_eq!(show(&read_all(xlsx(sheet, "", ">")).await), "[Продажі]\n1: 11\n2:\n3: 31 | 32 | 33\n");
}

#[tokio::test]
async fn cells_of_an_ods() {
    let styles =
        r#"<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>"#;
    let tables = r#"<table:table table:name="Продажі &amp; решта">
        <table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>
        <table:table-row><table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2" office:value-type="string">
          <office:annotation><text:p>нотатка</text:p></office:annotation><text:p>Звіт<text:s text:c="2"/>за</text:p><text:p>ж&amp;в</text:p>
        </table:table-cell><table:covered-table-cell/><table:table-cell office:value-type="percentage" office:value="0.125"><text:p>12,5%</text:p></table:table-cell></table:table-row>
        <table:table-row table:number-rows-repeated="2"><table:covered-table-cell><text:p>не видно</text:p></table:covered-table-cell></table:table-row>
        <table:table-row-group><table:table-row table:visibility="collapse"><table:table-cell table:number-columns-repeated="2"/>
          <table:table-cell office:value-type="date" office:date-value="2026-10-05T12:00:00"/><table:table-cell office:value-type="boolean" office:boolean-value="true"/>
          <table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell></table:table-row></table:table-row-group>
        <table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="1.5"/></table:table-row>
        <table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
        </table:table><table:table table:name="Архів" table:style-name="ta2"><table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row></table:table>"#;
    let book = read_all(ods(styles, tables)).await;
    let expected = "[Продажі & решта]\nmerged rows 1..=2 columns 0..=1\n1: \"Звіт  за\\nж&в\" | · | 12.5%\n2:\n3:\n\
        4: · | · | 2026-10-05 12:00:00 | true | #DIV/0!\n5: 1.5 | 1.5\n6: 1.5 | 1.5\n[Архів] hidden\n1: \"x\"\n";
    assert_eq!(show(&book), expected);
    let sheet = &book.unwrap().sheets[0];
    assert_eq!((sheet.look(4).hidden, sheet.look(4).outline, sheet.looks.hidden_columns.as_slice()), (true, 1, &[2][..]));
}

#[tokio::test]
async fn texts_with_their_rows() {
    let cases: &[(&str, &str)] = &[
        ("Код;Назва\n1;Стіл\n", "utf-8 ;\n1: \"Код\" | \"Назва\"\n2: \"1\" | \"Стіл\"\n"),
        ("sep=,\r\na,b;c\r\n1,2\r\n", "utf-8 ,\n2: \"a\" | \"b;c\"\n3: \"1\" | \"2\"\n"),
        ("a\tb\t\n\n1\t\t\t\n\n\n", "utf-8 tab\n1: \"a\" | \"b\"\n2:\n3: \"1\"\n"),
        ("a,b\r\"x\r\ny\",1\r2,3", "utf-8 ,\n1: \"a\" | \"b\"\n2: \"x\\r\\ny\" | \"1\"\n4: \"2\" | \"3\"\n"),
        (
            "a;b\n\"ТОВ \"Весна\"\";1\n2;\"відкрита\n3;4\n",
            "utf-8 ;\n1: \"a\" | \"b\"\n2: \"ТОВ \\\"Весна\\\"\" | \"1\"\n3: \"2\" | \"\\\"відкрита\" <csv_quote>\n4: \"3\" | \"4\"\n",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(show(&read_all(text).await), *expected, "{text}");
        let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(show(&read_all(utf16).await), expected.replace("utf-8", "utf-16le"), "{text}");
    }
}

#[tokio::test]
async fn web_pages_named_xls() {
    let page = "<html><head><meta charset=utf-8><title>x</title><style>td { color: red }</style></head><body>\
        <h1>Звіт за <b>жовтень</b></h1>\n<p>&nbsp;</p><table border=1><tr><td rowspan=2>Код<td colspan='2'>Продажі<tr><TH>К-сть</TH>\
        <TH>Сума,<br>грн</TH></tr><tr><td>А&amp;1<td align=right>1&nbsp;000<td> 10,50\n </td></tr><tr><td></td></tr></table>\
        <script>if (a < b) { write('<table>') }</script><p>Директор ____</p></body></html>";
    let rows = "merged rows 2..=3 columns 0..=0\nmerged rows 2..=2 columns 1..=2\n1: \"Звіт за жовтень\"\n\
        2: \"Код\" | \"Продажі\"\n3: · | \"К-сть\" | \"Сума,\\nгрн\"\n4: \"А&1\" | \"1\\u{a0}000\" | \"10,50\"\n5:\n\
        6: \"Директор ____\"\n";
    assert_eq!(show(&read_all(page).await), rows);
    let utf16: Vec<u8> = format!("\u{feff}{page}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(show(&read_all(utf16).await), rows);
    let two = "<table><tr><td>а<td>б</table><p></p><table><tr><td>в</table>";
    assert_eq!(show(&read_all(two).await), "1: \"а\" | \"б\"\n2:\n3: \"в\"\n");
    let in_windows_1251 = b"<table><meta charset=windows-1251><tr><td>\xb3</table>";
    assert_eq!(show(&read_all(in_windows_1251).await), "1: \"і\"\n");
    for (page, refusal) in [
        ("<html><p>Сторінку не знайдено</p></html>", Refusal::NotATable(Foreign::Unknown)),
        ("<table><tr><td>1</td></tr><tr><td>2", Refusal::Corrupt),
        ("<table><tr><td></td></tr></table>", Refusal::Empty),
    ] {
        assert_eq!(read_all(page).await.unwrap_err(), refusal, "{page}");
    }
}

#[tokio::test]
async fn spreadsheet_xml_of_2003() {
    let book = r#"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
        <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
        <Styles><Style ss:ID="s1"><NumberFormat ss:Format="0.0%"/></Style><Style ss:ID="s2"/></Styles>
        <Worksheet ss:Name="Лист &amp; 1"><Table><Column ss:Width="9"/>
        <Row><Cell ss:MergeAcross="1" ss:MergeDown="1"><Data ss:Type="String">Звіт</Data></Cell><Cell><Data ss:Type="Number">1</Data></Cell></Row>
        <Row ss:Index="4"><Cell ss:Index="2" ss:StyleID="s1"><Data ss:Type="Number">0.5</Data></Cell><Cell ss:StyleID="s2"/>
        <Cell><Data ss:Type="DateTime">2026-10-05T00:00:00.000</Data><Comment><ss:Data>нотатка</ss:Data></Comment></Cell>
        <Cell><Data ss:Type="Boolean">1</Data></Cell><Cell><Data ss:Type="Error">#N/A</Data></Cell></Row>
        <Row><Cell><ss:Data ss:Type="String"><B>жир</B>ний</ss:Data></Cell></Row></Table></Worksheet>
        <Worksheet ss:Name="Архів"><Table><Row><Cell><Data ss:Type="String">x</Data></Cell></Row></Table>
        <WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"#;
    let expected = "[Лист & 1]\nmerged rows 1..=2 columns 0..=1\n1: \"Звіт\" | · | 1\n2:\n3:\n\
        4: · | 50% | · | 2026-10-05 00:00:00 | true | #N/A\n5: \"жирний\"\n[Архів] hidden\n1: \"x\"\n";
    assert_eq!(show(&read_all(book).await), expected);
    assert_eq!(read_all(&book[..book.len() - 300]).await.unwrap_err(), Refusal::Corrupt);
}

#[tokio::test]
async fn refusals_say_why() {
    let mut ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    ole.resize(4096, 0);
    let broken = &xlsx("<sheetData/>", "", ">")[..700];
    let cases: Vec<(&[u8], Refusal)> = vec![
        (b"", Refusal::Empty),
        (b"\xef\xbb\xbf\r\n  \r\n", Refusal::Empty),
        (b";;;\n;;;\n", Refusal::Empty),
        (b"%PDF-1.7 ...", Refusal::NotATable(Foreign::Pdf)),
        (b"\x89PNG\r\n\x1a\n....", Refusal::NotATable(Foreign::Picture)),
        (b"<?xml version='1.0'?><shop/>", Refusal::NotATable(Foreign::Xml)),
        (b"{\"a\": [1, 2]}", Refusal::NotATable(Foreign::Unknown)),
        (b"a;b\n1;\0\n", Refusal::NotATable(Foreign::Unknown)),
        (broken, Refusal::Corrupt),
        (&ole, Refusal::Corrupt),
    ];
    for (bytes, expected) in cases {
        let outcome = read_all(bytes).await;
        assert_eq!(outcome.unwrap_err(), expected, "{}", String::from_utf8_lossy(bytes));
    }
    for (part, expected) in
        [("word/document.xml", Foreign::Document), ("Index/Document.iwa", Foreign::Numbers), ("photo.jpg", Foreign::Archive)]
    {
        let outcome = read_all(zipped([(part, &b"x"[..])])).await;
        assert_eq!(outcome.unwrap_err(), Refusal::NotATable(expected), "{part}");
    }
}

#[test]
fn refusals_are_sentences() {
    for refusal in Refusal::ALL {
        for locale in Locale::ALL {
            let sentence = locale::find_text(locale, refusal.message(), &[]);
            assert!(sentence.is_some_and(|it| it.ends_with('.')), "{}", refusal.message());
        }
    }
}

#[tokio::test]
async fn a_program_that_is_no_reader_is_our_fault() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book");
    std::fs::write(&path, xlsx("<sheetData/>", "", ">")).unwrap();
    for program in ["/bin/true", "/bin/no-such-program"] {
        let outcome = read::read_file(&path, &ImportLimits::default(), Path::new(program), &std::env::temp_dir()).await;
        assert!(outcome.is_err_and(|error| error.is_ours()), "{program}");
    }
}
