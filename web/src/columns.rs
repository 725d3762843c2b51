//! The page of a file's columns: what each holds, what it was taken for, and how to change that.
//! It works without a script; what is saved comes back to the chat as a preview.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Redirect, Response};
use kabinet_core::app::App;
use kabinet_core::conversation::history::{self, Author};
use kabinet_core::conversation::{self, Block, ColumnsPage, Content};
use kabinet_core::error::Permission;
use kabinet_core::imports;
use kabinet_core::imports::mapping::{Conversion, SurveyedColumn, SurveyedTable, conversions, fields};
use kabinet_core::imports::records::Entity;
use kabinet_core::imports::remembered::Remembered;
use kabinet_core::locale::{self, Arg, Locale};
use serde::Serialize;

use crate::chat;
use crate::explain::Result;
use crate::gate::{Language, Member};
use crate::views::{self, View};

/// The page of a file's columns.
#[derive(Serialize)]
pub(crate) struct ColumnsView {
    csrf: String,
    file: String,
    /// In the address of the page.
    id: String,
    tables: Vec<TableItem>,
}

impl View for ColumnsView {
    const TEMPLATE: &'static str = "columns.html";
}

#[derive(Serialize)]
struct TableItem {
    n: usize,
    sheet: Option<String>,
    shape: String,
    /// A report whose columns follow from its layout.
    is_fixed: bool,
    remembered: bool,
    entities: Vec<OptionItem>,
    columns: Vec<ColumnItem>,
    rows: Vec<Vec<String>>,
}

#[derive(Serialize)]
struct ColumnItem {
    header: String,
    samples: Vec<String>,
    is_used: bool,
    fields: Vec<OptionItem>,
    /// Empty where there is nothing to choose.
    conversions: Vec<OptionItem>,
}

#[derive(Serialize)]
struct OptionItem {
    id: String,
    label: String,
    is_chosen: bool,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Language(locale): Language,
    member: Member,
    Path(file): Path<String>,
) -> Result<Response> {
    let page = find(&app, &member, &file).await?;
    Ok(views::page(locale, &ColumnsView::new(locale, &member, &page))?)
}

/// The choices of the form become decisions; the assistant looks at the file again, and the chat goes on.
pub(crate) async fn save(
    State(app): State<Arc<App>>,
    Language(locale): Language,
    member: Member,
    Path(file): Path<String>,
    Form(form): Form<HashMap<String, String>>,
) -> Result<Redirect> {
    let page = find(&app, &member, &file).await?;
    let decided = page.tables.iter().enumerate().filter_map(|(n, table)| decision(&form, n, table, &page.file.name)).collect();
    let said = locale::text(locale, "web-columns-said", &[("file", Arg::from(&page.file.name))]);
    history::append(&app, member.talk(), Author::Person, &[Block::Text { text: said }]).await?;
    let incoming = chat::incoming(&member, locale, Content::Columns { file, decided });
    // To the end, even if the browser goes away: the answer is then in the chat.
    let (assistant, session) = (app.clone(), member.clone());
    let answering = tokio::spawn(async move { chat::respond(&assistant, &session, incoming).await });
    answering.await.map_err(std::io::Error::other)??;
    Ok(Redirect::to("/"))
}

/// What was confirmed about tables of this shape is forgotten; the page shows what the headers say by themselves.
pub(crate) async fn forget(
    State(app): State<Arc<App>>,
    member: Member,
    Path(file): Path<String>,
    Form(form): Form<HashMap<String, String>>,
) -> Result<Redirect> {
    let page = find(&app, &member, &file).await?;
    let shape = form.get("shape").map(String::as_str).unwrap_or_default();
    imports::forget(&app.imports(), (&member.organization, &member.actor), Some(shape)).await?;
    Ok(Redirect::to(&format!("/imports/columns/{}", page.file.id())))
}

async fn find(app: &App, member: &Member, file: &str) -> Result<ColumnsPage> {
    member.actor.require(Permission::Edit)?;
    Ok(conversation::columns_page(app, (&member.organization, &member.actor), member.talk(), file).await?)
}

/// What the form says about the n-th table.
fn decision(form: &HashMap<String, String>, n: usize, table: &SurveyedTable, file: &str) -> Option<Remembered> {
    let chosen = |name: String| form.get(&name).map(String::as_str).filter(|it| !it.is_empty());
    let entity = chosen(format!("entity-{n}")).and_then(entity_of).or(table.entity).filter(|_| !table.is_fixed)?;
    let is_other_kind = table.entity != Some(entity);
    let columns = table.columns.iter().enumerate().filter_map(|(at, column)| {
        // Fields of one kind of table say nothing about another kind: the headers are asked again.
        let field = form.get(&format!("field-{n}-{at}")).filter(|_| !is_other_kind)?;
        let field = fields(entity).into_iter().find(|it| it == field).unwrap_or_default();
        let conversion =
            chosen(format!("conversion-{n}-{at}")).filter(|it| conversions(field).iter().any(|known| known.id() == *it));
        let field = conversion.map_or_else(|| field.to_owned(), |it| format!("{field}:{it}"));
        Some((column.header.clone(), field))
    });
    let mut columns: Vec<(String, String)> = columns.collect();
    give_to_one(&mut columns, table);
    Some(Remembered { shape: table.shape.clone(), entity, columns, file_name: file.to_owned() })
}

/// A field has one column: of two, the one that was chosen anew.
fn give_to_one(columns: &mut [(String, String)], table: &SurveyedTable) {
    let field_of = |text: &str| text.split(':').next().unwrap_or_default().to_owned();
    for at in 0..columns.len() {
        let field = field_of(&columns[at].1);
        let is_old = table.columns.iter().any(|it| it.header == columns[at].0 && it.field == Some(field.as_str()));
        let is_twice =
            |(n, it): (usize, &(String, String))| n != at && !field.is_empty() && field_of(&it.1) == field && (is_old || n < at);
        if columns.iter().enumerate().any(is_twice) {
            columns[at].1.clear();
        }
    }
}

fn entity_of(id: &str) -> Option<Entity> {
    Entity::ALL.into_iter().find(|it| it.id() == id)
}

impl ColumnsView {
    fn new(locale: Locale, member: &Member, page: &ColumnsPage) -> Self {
        Self {
            csrf: member.session.csrf_token.clone(),
            file: page.file.name.clone(),
            id: page.file.id(),
            tables: page
                .tables
                .iter()
                .enumerate()
                .map(|(n, table)| {
                    // What was decided a moment ago is not yet remembered.
                    let is_new = page.file.decided.iter().any(|it| it.shape == table.shape);
                    let item = TableItem::new(locale, (n, table));
                    TableItem { remembered: item.remembered && !is_new, ..item }
                })
                .collect(),
        }
    }
}

impl TableItem {
    fn new(locale: Locale, (n, table): (usize, &SurveyedTable)) -> Self {
        let entity = |it: Entity| OptionItem {
            id: it.id().to_owned(),
            label: imports::entity_text(locale, it),
            is_chosen: table.entity == Some(it),
        };
        Self {
            n,
            sheet: table.sheet.clone(),
            shape: table.shape.clone(),
            is_fixed: table.is_fixed,
            remembered: table.remembered,
            entities: Entity::ALL.into_iter().map(entity).collect(),
            columns: table.columns.iter().map(|it| ColumnItem::new(locale, table.entity, it)).collect(),
            rows: table.rows.clone(),
        }
    }
}

impl ColumnItem {
    fn new(locale: Locale, entity: Option<Entity>, column: &SurveyedColumn) -> Self {
        let known = entity.map(fields).unwrap_or_default();
        let mut options: Vec<OptionItem> = known
            .into_iter()
            .map(|field| OptionItem {
                id: field.to_owned(),
                label: imports::field_text(locale, field),
                is_chosen: column.field == Some(field),
            })
            .collect();
        // A report gives number and date at once, which no form can say.
        let is_other = column.field.is_some_and(|field| options.iter().all(|it| it.id != field));
        if let Some(field) = column.field.filter(|_| is_other) {
            options.push(OptionItem { id: field.to_owned(), label: imports::field_text(locale, field), is_chosen: true });
        }
        let conversion = |it: &Conversion| OptionItem {
            id: it.id().to_owned(),
            label: locale::text(locale, &format!("web-conversion-{}", it.id().replace('_', "-")), &[]),
            is_chosen: column.conversion == Some(*it),
        };
        Self {
            header: column.header.clone(),
            samples: column.samples.clone(),
            is_used: column.field.is_some(),
            fields: options,
            conversions: column.ways.iter().map(conversion).collect(),
        }
    }
}

#[cfg(test)]
pub(crate) fn samples(odd: &str) -> Vec<ColumnsView> {
    let option = |is_chosen| OptionItem { id: odd.into(), label: odd.into(), is_chosen };
    let column = |conversions| ColumnItem {
        header: odd.into(),
        samples: vec![odd.into()],
        is_used: true,
        fields: vec![option(true), option(false)],
        conversions,
    };
    let table = |is_fixed| TableItem {
        n: usize::from(is_fixed),
        sheet: Some(odd.into()),
        shape: odd.into(),
        is_fixed,
        remembered: true,
        entities: vec![option(false)],
        columns: vec![column(vec![option(true)]), column(Vec::new())],
        rows: vec![vec![odd.into(); 2]],
    };
    let view = |tables| ColumnsView { csrf: "token".into(), file: odd.into(), id: odd.into(), tables };
    vec![view(vec![table(false), table(true)]), view(Vec::new())]
}
