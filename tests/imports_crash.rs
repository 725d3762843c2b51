//! The program is killed while it loads a file: afterwards all of the file is there, or nothing of it.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use kabinet_core::imports::cut_off;
use kabinet_core::store::Store;

use crate::support;

const LINES: i64 = 6_000;
const KILLS: u32 = 20;

fn sales() -> String {
    let mut text = "Номер;Дата;Клієнт;Товар;Кількість;Сума\n".to_owned();
    for n in 0..LINES {
        writeln!(text, "{};{:02}.10.2026;Клієнт {};Товар {};1;10,00", n / 3, n % 28 + 1, n % 100, n % 500).unwrap();
    }
    text
}

fn import(database: &str, data: &Path, (slug, file): (&str, &Path)) -> Child {
    Command::new(env!("CARGO_BIN_EXE_kabinet"))
        .args(["--database", database, "--data"])
        .arg(data)
        .args(["import", "--org", slug])
        .arg(file)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// A number from 0 to 1, another at every call and in every run (the mixer of splitmix64).
fn random() -> f64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let seed = (u64::from(std::process::id()) << 32) + NEXT.fetch_add(1, Ordering::Relaxed);
    let mut it = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    ((it ^ (it >> 27)) >> 11) as f64 / (1u64 << 53) as f64
}

async fn stored(store: &Store, slug: &str) -> [i64; 4] {
    let mut control = store.control_read().await.unwrap();
    let organization = kabinet_core::tenancy::get_by_slug(&mut control, slug).await.unwrap();
    drop(control);
    let mut scope = store.read(organization.id).await.unwrap();
    let mut found = [0; 4];
    for (place, sql) in [
        "SELECT COUNT(*) FROM order_items WHERE organization_id = $1",
        "SELECT COUNT(*) FROM orders WHERE organization_id = $1",
        "SELECT COUNT(*) FROM customers WHERE organization_id = $1",
        "SELECT COUNT(*) FROM imports WHERE organization_id = $1",
    ]
    .into_iter()
    .enumerate()
    {
        found[place] = scope.sql(sql).one::<(i64,)>().await.unwrap().0;
    }
    found
}

/// Random moments of the whole length of a load, on each engine.
#[tokio::test]
async fn all_or_nothing_after_a_kill() {
    let whole = [LINES, LINES / 3, 100, 1];
    for fresh in support::both().await {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("продажі.csv");
        std::fs::write(&file, sales()).unwrap();
        support::organization(&fresh.store, "undisturbed").await;
        let began = Instant::now();
        assert!(import(&fresh.url, folder.path(), ("undisturbed", &file)).wait().unwrap().success());
        let length = began.elapsed();
        assert_eq!(stored(&fresh.store, "undisturbed").await, whole);
        for n in 1..=KILLS {
            let slug = format!("kill-{n}");
            let organization = support::organization(&fresh.store, &slug).await;
            let mut child = import(&fresh.url, folder.path(), (&slug, &file));
            let moment = length.mul_f64(random());
            tokio::time::sleep(moment).await;
            child.kill().unwrap();
            child.wait().unwrap();
            // PostgreSQL notices a moment later that the other side is gone.
            let mut found = stored(&fresh.store, &slug).await;
            for _ in 0..20 {
                if found == [0; 4] || found == whole {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
                found = stored(&fresh.store, &slug).await;
            }
            assert!(found == [0; 4] || found == whole, "killed after {moment:?} of {length:?}: {found:?}");
            let told = cut_off(&fresh.store, organization.id).await.unwrap();
            assert!(told.is_empty() || found == [0; 4], "stored, and told to be cut off after {moment:?} of {length:?}");
            assert!(told.iter().all(|it| it.file_name == "продажі.csv") && told.len() <= 1, "{told:?}");
        }
        // Whatever happened, the next load goes through.
        assert!(import(&fresh.url, folder.path(), ("kill-1", &file)).wait().unwrap().success());
        assert_eq!(stored(&fresh.store, "kill-1").await[..3], whole[..3]);
    }
}
