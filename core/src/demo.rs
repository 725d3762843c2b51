//! The built-in demo: two years of a fictional wholesaler, loaded as a person would load them.

use std::io::Read;

use flate2::read::GzDecoder;

use crate::app::App;
use crate::error::{Error, Problem, Result};
use crate::imports::{self, Mode, Outcome};
use crate::locale::{Locale, text};
use crate::tenancy::{self, Actor, NewOrganization, Organization, OrganizationKind};

/// Short name of the demo organization.
pub const SLUG: &str = "demo";

/// In the order they are loaded: who and what, then what happened.
const FILES: [(&str, &[u8]); 6] = [
    ("customers.csv", include_bytes!("../demo/customers.csv.gz")),
    ("products.csv", include_bytes!("../demo/products.csv.gz")),
    ("stock.csv", include_bytes!("../demo/stock.csv.gz")),
    ("orders.csv", include_bytes!("../demo/orders.csv.gz")),
    ("deals.csv", include_bytes!("../demo/deals.csv.gz")),
    ("deal_events.csv", include_bytes!("../demo/deal_events.csv.gz")),
];

/// Fills an organization with the demo data; creates it, as a demo, if there is none of this name.
/// An organization with figures of its own is refused: demo data never mix with them. A full demo stays as it is.
pub async fn fill(app: &App, slug: &str) -> Result<Organization> {
    let mut control = app.store.control().await?;
    let organization = match tenancy::find_by_slug(&mut control, slug).await? {
        Some(organization) => organization,
        None => {
            let new = NewOrganization {
                slug: slug.to_owned(),
                name: text(Locale::Uk, "demo-name", &[]),
                currency: "UAH".into(),
                timezone: chrono_tz::Europe::Kyiv,
                locale: Locale::Uk,
                kind: OrganizationKind::Demo,
            };
            tenancy::create(&mut control, app.clock, new).await?
        }
    };
    control.commit().await?;
    let mut scope = app.store.read(organization.id).await?;
    let (imports,): (i64,) = scope.sql("SELECT COUNT(*) FROM imports WHERE organization_id = $1").one().await?;
    drop(scope);
    match organization.kind {
        OrganizationKind::Own if imports > 0 => {
            return Err(Problem::new("demo-not-into-own").with("organization", organization.name).into());
        }
        OrganizationKind::Demo if imports >= FILES.len() as i64 => return Ok(organization),
        _ => {}
    }
    let folder = app.config.data.join("demo");
    std::fs::create_dir_all(&folder)?;
    for (name, packed) in FILES {
        let mut bytes = Vec::new();
        GzDecoder::new(packed).read_to_end(&mut bytes)?;
        let path = folder.join(name);
        std::fs::write(&path, bytes)?;
        let options = imports::Options { mode: Mode::Store, ..imports::Options::default() };
        let report = imports::import_file(&app.imports(), (&organization, &Actor::OPERATOR), (&path, name), &options).await?;
        if report.result != Outcome::Ok {
            return Err(Error::Internal(anyhow::anyhow!("demo file {name}: {}", report.message)));
        }
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(organization)
}
