//! `kabinet import --undo`, `--redo`, `--history`: what was imported, taken back and done again.

use std::process::ExitCode;
use std::sync::Arc;

use kabinet_core::app::App;
use kabinet_core::error::Result;
use kabinet_core::imports::progress::Progress;
use kabinet_core::imports::{self, Because, Outcome, Redone};
use kabinet_core::locale::{Arg, text};
use kabinet_core::tenancy::{self, Actor, Organization};
use serde_json::json;

/// Lines of the history that are printed.
const SHOWN: usize = 1_000;

pub(crate) async fn undo(app: &App, organization: &Organization, number: i64, as_json: bool) -> Result<ExitCode> {
    let undone = imports::undo(&app.imports(), (organization, &Actor::OPERATOR), number).await?;
    let sentence = imports::undo_text(organization.locale, &undone);
    if !as_json {
        say!("{sentence}");
        return Ok(ExitCode::SUCCESS);
    }
    let records: Vec<_> =
        undone.tallies.iter().map(|it| json!({"kind": it.kind.id(), "restored": it.restored, "removed": it.removed})).collect();
    let kept: Vec<_> = undone
        .kept
        .iter()
        .map(|it| {
            let because = match it.because {
                Because::ChangedLater => "changed_later",
                Because::UsedLater => "used_later",
            };
            json!({"kind": it.kind.id(), "name": it.name, "because": because, "by": it.by.0.to_string()})
        })
        .collect();
    let said = json!({
        "undone": undone.number.to_string(), "kind": undone.origin.id(), "file": undone.file, "message": sentence,
        "restored": undone.restored(), "removed": undone.removed(), "kept": undone.n_kept, "records": records,
        "kept_records": kept,
    });
    say!("{said}");
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn redo(app: &App, organization: &Organization, number: i64, as_json: bool) -> Result<ExitCode> {
    let locale = organization.locale;
    let context = app.imports();
    let again = (locale, Arc::<Progress>::default());
    let redone = imports::redo(&context, (organization, &Actor::OPERATOR), number, again).await?;
    let (said, sentence, is_well) = match redone {
        Redone::File(report) => {
            let is_well = !matches!(report.result, Outcome::Refused | Outcome::NeedsChoice);
            let sentence = imports::full_text(locale, &report, &organization.currency);
            (serde_json::to_value(&report).map_err(anyhow::Error::new)?, sentence, is_well)
        }
        Redone::Customers(number) => {
            let sentence = text(locale, "undo-redone-customers", &[("number", Arg::from(number.to_string()))]);
            (json!({"import": number.to_string(), "result": "ok", "message": sentence}), sentence, true)
        }
    };
    say!("{}", if as_json { said.to_string() } else { sentence });
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Newest first: a line each, or a JSON object a line.
pub(crate) async fn history(app: &App, organization: &Organization, as_json: bool) -> Result<ExitCode> {
    let names = tenancy::member_names(&mut app.store.control_read().await?, organization.id).await?;
    let mut scope = app.store.read(organization.id).await?;
    let past = imports::history(&mut scope, &app.config.data, SHOWN).await?;
    drop(scope);
    if past.is_empty() && !as_json {
        say!("{}", text(organization.locale, "undo-no-history", &[]));
    }
    for import in past {
        let who = import.user.and_then(|it| names.get(&it)).map(String::as_str);
        if as_json {
            let mut said = serde_json::to_value(&import).map_err(anyhow::Error::new)?;
            said["by"] = json!(who);
            say!("{said}");
        } else {
            say!("{}", imports::past_text(organization.locale, &import, organization.timezone, who));
        }
    }
    Ok(ExitCode::SUCCESS)
}
