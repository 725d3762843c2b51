//! The page of imports and merges: who, when, what, how much; undo, redo, and the files to take away.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use kabinet_core::app::App;
use kabinet_core::error::Permission;
use kabinet_core::ids::UserId;
use kabinet_core::imports::progress::Progress;
use kabinet_core::imports::records::Entity;
use kabinet_core::imports::{self, Origin, PastImport, Redone};
use kabinet_core::locale::{self, Arg, Locale};
use kabinet_core::tenancy;
use serde::{Deserialize, Serialize};

use crate::explain::Result;
use crate::files;
use crate::gate::{Language, Member};
use crate::notice;
use crate::views::{self, View};

/// Imports on the page.
const SHOWN: usize = 200;

#[derive(Serialize)]
pub(crate) struct ImportsView {
    csrf: String,
    organization: String,
    /// Comes back with every form.
    organization_id: String,
    can_edit: bool,
    /// What was just done, in words.
    notice: Option<String>,
    imports: Vec<ImportItem>,
}

impl View for ImportsView {
    const TEMPLATE: &'static str = "imports.html";
}

#[derive(Serialize)]
struct ImportItem {
    number: i64,
    what: String,
    /// `22.11.2026 14:05`
    at: String,
    who: String,
    /// `Замовлення · нових: 8 · змінених: 2`
    facts: String,
    /// `скасовано 22.11.2026 14:10`
    state: Option<String>,
    can_undo: bool,
    can_redo: bool,
    has_original: bool,
    has_rejected: bool,
}

/// Numbers of imports are an organization's own: a form says whose it means.
#[derive(Deserialize)]
pub(crate) struct Opened {
    organization: Option<i64>,
}

const PATH: &str = "/imports";

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Language(locale): Language,
    member: Member,
    headers: HeaderMap,
) -> Result<Response> {
    let (notice, told) = notice::told(&app, PATH, &headers).unzip();
    Ok((told, page(&app, locale, &member, notice).await?).into_response())
}

/// Back to the page, which then tells what was done: loaded again, it does nothing again.
fn back(app: &App, words: &str) -> Response {
    (notice::tell(app, PATH, words), Redirect::to(PATH)).into_response()
}

pub(crate) async fn undo(
    State(app): State<Arc<App>>,
    Language(locale): Language,
    member: Member,
    Path(number): Path<i64>,
    Form(opened): Form<Opened>,
) -> Result<Response> {
    member.require_here(opened.organization)?;
    let undone = imports::undo(&app.imports(), (&member.organization, &member.actor), number).await?;
    Ok(back(&app, &imports::undo_text(locale, &undone)))
}

pub(crate) async fn redo(
    State(app): State<Arc<App>>,
    Language(locale): Language,
    member: Member,
    Path(number): Path<i64>,
    Form(opened): Form<Opened>,
) -> Result<Response> {
    member.require_here(opened.organization)?;
    let again = (locale, Arc::<Progress>::default());
    let words = match imports::redo(&app.imports(), (&member.organization, &member.actor), number, again).await? {
        Redone::File(report) => imports::done_text(locale, &report),
        Redone::Customers(number) => locale::text(locale, "undo-redone-customers", &[("number", Arg::from(number.to_string()))]),
    };
    Ok(back(&app, &words))
}

pub(crate) async fn original(State(app): State<Arc<App>>, member: Member, Path(number): Path<i64>) -> Result<Response> {
    let (name, path) = imports::kept_original(&app.imports(), (&member.organization, &member.actor), number).await?;
    files::send(&name, &path).await
}

pub(crate) async fn rejected(
    State(app): State<Arc<App>>,
    Language(locale): Language,
    member: Member,
    Path(number): Path<i64>,
) -> Result<Response> {
    let path = app.new_download(&member.organization, "rows")?;
    let of = (&member.organization, &member.actor);
    let name = imports::kept_rejected(&app.imports(), of, number, (locale, &path)).await?;
    files::send(&name, &path).await
}

async fn page(app: &App, locale: Locale, member: &Member, notice: Option<String>) -> Result<Response> {
    member.actor.require(Permission::Read)?;
    let names = tenancy::member_names(&mut app.store.control_read().await?, member.organization.id).await?;
    let mut scope = app.store.read(member.organization.id).await?;
    let past = imports::history(&mut scope, &app.config.data, SHOWN).await?;
    drop(scope);
    let can_edit = member.actor.require(Permission::Edit).is_ok();
    let view = ImportsView {
        csrf: member.session.csrf_token.clone(),
        organization: member.organization.name.clone(),
        organization_id: member.organization.id.to_string(),
        can_edit,
        notice,
        imports: past.iter().map(|it| ImportItem::new(app, locale, member, (it, &names))).collect(),
    };
    Ok(views::page(locale, &view)?)
}

impl ImportItem {
    fn new(app: &App, locale: Locale, member: &Member, (import, names): (&PastImport, &HashMap<UserId, String>)) -> Self {
        let moment = |at: chrono::DateTime<chrono::Utc>| {
            let local = at.with_timezone(&member.organization.timezone);
            format!("{} {}", locale::format_date(locale, local.date_naive()), local.format("%H:%M"))
        };
        let what = match import.origin {
            Origin::File => import.file.clone(),
            Origin::Merge => locale::text(locale, "undo-what-merge", &[]),
            Origin::Split => locale::text(locale, "undo-what-split", &[]),
        };
        let entities = import.entities.iter().filter_map(|id| Entity::ALL.into_iter().find(|it| it.id() == id));
        let mut facts: Vec<String> = vec![entities.map(|it| imports::entity_text(locale, it)).collect::<Vec<_>>().join(", ")];
        let counts = [
            ("import-count-created", import.created),
            ("import-count-updated", import.updated),
            ("import-count-unchanged", import.unchanged),
            ("import-count-rejected", import.rejected),
        ];
        let counted = counts.into_iter().filter(|(_, count)| *count > 0);
        facts.extend(counted.map(|(id, count)| locale::text(locale, id, &[("count", Arg::from(count))])));
        facts.extend(import.again.map(|it| locale::text(locale, "undo-again", &[("number", Arg::from(it.to_string()))])));
        facts.retain(|it| !it.is_empty());
        let of = (&member.organization, import.number);
        let has_original = import.origin == Origin::File && imports::has_original(&app.imports(), of);
        Self {
            number: import.number,
            what,
            at: moment(import.at),
            who: import.user.and_then(|it| names.get(&it)).cloned().unwrap_or_default(),
            facts: facts.join(" · "),
            state: import.undone_at.map(|at| locale::text(locale, "undo-undone-at", &[("date", Arg::from(moment(at)))])),
            can_undo: import.can_undo,
            can_redo: import.can_redo,
            has_original,
            has_rejected: has_original && import.rejected > 0,
        }
    }
}

#[cfg(test)]
pub(crate) fn samples(odd: &str) -> Vec<ImportsView> {
    let item = |is_undone: bool| ImportItem {
        number: 1,
        what: odd.into(),
        at: odd.into(),
        who: odd.into(),
        facts: odd.into(),
        state: is_undone.then(|| odd.into()),
        can_undo: !is_undone,
        can_redo: is_undone,
        has_original: true,
        has_rejected: true,
    };
    let view = |can_edit, notice, imports| ImportsView {
        csrf: "token".into(),
        organization: odd.into(),
        organization_id: odd.into(),
        can_edit,
        notice,
        imports,
    };
    vec![
        view(true, Some(odd.into()), vec![item(true), item(false)]),
        view(false, None, vec![item(false)]),
        view(true, None, Vec::new()),
    ]
}
