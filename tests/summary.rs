//! The summary workbook of the demo: real numbers in real cells, a chart beside each table, the same figures as everywhere.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use kabinet_core::app::App;
use kabinet_core::clock::Clock;
use kabinet_core::config::Config;
use kabinet_core::conversation::{self, Block, Channel, Content, Dialogue, Incoming, Status, Visit};
use kabinet_core::exports::Summary;
use kabinet_core::locale::Locale;
use kabinet_core::tenancy::{Actor, Organization};
use kabinet_core::{demo, metrics};

use crate::support::{self, program};

/// Revenue of October 2026, computed from the same files by two independent programs (see `demo.rs`).
const OCTOBER: f64 = 3_992_751.97;

async fn workbook(app: &App, organization: &Organization, locale: Locale) -> Vec<u8> {
    let mut scope = app.store.read(organization.id).await.unwrap();
    let summary = Summary::read(&mut scope, (organization, locale), app.today(organization), None).await.unwrap();
    let mut out = Cursor::new(Vec::new());
    summary.write_xlsx(&mut out).unwrap();
    out.into_inner()
}

/// A column under its name; the first row is the head.
fn column(cells: &calamine::Range<Data>, name: &str) -> Vec<Data> {
    let at = cells.rows().next().unwrap().iter().position(|it| it.to_string().contains(name)).unwrap();
    cells.rows().skip(1).map(|row| row[at].clone()).collect()
}

fn numbers(column: &[Data]) -> Vec<f64> {
    let number = |it: &Data| if let Data::Float(it) = it { Some(*it) } else { None };
    column.iter().filter_map(number).collect()
}

#[tokio::test]
async fn every_sheet_has_its_figures_and_its_chart() {
    for fresh in support::both().await {
        let folder = tempfile::tempdir().unwrap();
        let config = Config { data: folder.path().into(), ..Config::default() };
        let app = App::new(fresh.store.clone(), Clock::System, config, program::BINARY.into());
        let organization = demo::fill(&app, demo::SLUG).await.unwrap();
        for (locale, names, revenue) in [
            (Locale::Uk, ["Продажі", "Категорії", "Клієнти", "Сегменти RFM", "Товари", "Склад", "Неліквід"], "Виручка, ₴"),
            (Locale::En, ["Sales", "Categories", "Customers", "RFM segments", "Products", "Stock", "Dead stock"], "Revenue, ₴"),
        ] {
            let bytes = workbook(&app, &organization, locale).await;
            let mut book = Xlsx::new(Cursor::new(&bytes)).unwrap();
            let sheets = book.sheet_names();
            assert_eq!(sheets[..7], names.map(str::to_owned));
            assert_eq!(sheets.len(), 8, "and how it was counted");
            for name in &sheets {
                assert!(book.worksheet_formula(name).unwrap().used_cells().next().is_none(), "{name}");
            }
            let sales = numbers(&column(&book.worksheet_range(names[0]).unwrap(), revenue));
            assert_eq!(sales.len(), 13, "twelve months and their total");
            assert_eq!(sales[10], OCTOBER);
            let total = sales[12];
            assert!((sales[..12].iter().sum::<f64>() - total).abs() < 0.005);
            for name in [names[1], names[2], names[4]] {
                let shown = numbers(&column(&book.worksheet_range(name).unwrap(), revenue));
                let (last, parts) = shown.split_last().unwrap();
                assert!((last - total).abs() < 0.005, "{name}: {last} of {total}");
                // Who is not named is in the total only.
                assert!(parts.iter().sum::<f64>() <= total + 0.005, "{name}");
                assert!(parts.is_sorted_by(|a, b| a >= b), "{name}");
            }
            let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
            for n in 1..=7 {
                let mut chart = String::new();
                archive.by_name(&format!("xl/charts/chart{n}.xml")).unwrap().read_to_string(&mut chart).unwrap();
                assert!(
                    chart.contains(&format!("{}'!$A$2:", names[n - 1])) || chart.contains(&format!("{}!$A$2:", names[n - 1])),
                    "{chart}"
                );
                let mut sheet = String::new();
                archive.by_name(&format!("xl/worksheets/sheet{n}.xml")).unwrap().read_to_string(&mut sheet).unwrap();
                for part in ["<autoFilter", "state=\"frozen\"", "<cols>"] {
                    assert!(sheet.contains(part), "{part} of {}", names[n - 1]);
                }
            }
        }
    }
}

#[tokio::test]
async fn a_summary_is_one_message_away() {
    let fresh = support::sqlite().await;
    let folder = tempfile::tempdir().unwrap();
    let config = Config { data: folder.path().into(), ..Config::default() };
    let app = App::new(fresh.store.clone(), Clock::System, config, program::BINARY.into());
    let organization = demo::fill(&app, demo::SLUG).await.unwrap();
    let say = async |words: &str, organization: &Organization| {
        let incoming = Incoming {
            channel: Channel::Command,
            chat: String::new(),
            organization: organization.clone(),
            actor: Actor::OPERATOR,
            locale: Locale::Uk,
            content: Content::Text(words.to_owned()),
            visit: Visit::default(),
        };
        conversation::respond_in(&app, &incoming, &mut Dialogue::default()).await
    };
    let reply = say("експортуй зведення за жовтень в Excel", &organization).await;
    let Some(Block::File { name, path }) = reply.blocks.last() else { panic!("{reply:?}") };
    assert_eq!(name, "зведення-2026-11-15.xlsx");
    let mut book: Xlsx<_> = calamine::open_workbook(path).unwrap();
    assert_eq!(numbers(&column(&book.worksheet_range("Продажі").unwrap(), "Виручка, ₴")), [OCTOBER]);
    let empty = support::organization(&app.store, "empty").await;
    assert_eq!(say("зведення в Excel", &empty).await.status, Status::Declined);
    assert_eq!(say("зведення за колись там в Excel", &organization).await.status, Status::Clarify);

    let mut scope = app.store.read(organization.id).await.unwrap();
    let summary = Summary::read(&mut scope, (&organization, Locale::En), app.today(&organization), None).await.unwrap();
    let october = metrics::Cell::Money(kabinet_core::money::Money(399_275_197));
    let october = metrics::format_cell(Locale::En, &october, metrics::Unit::Money, "UAH");
    for page in [summary.markdown(), summary.html()] {
        assert!(page.contains(&october), "{page}");
    }
}
