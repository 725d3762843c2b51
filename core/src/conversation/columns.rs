//! Columns of a dropped file: the one question where a table lacks something, and changes to what was understood.

use super::dialogue::{self, Action, Dialogue, Pending, WaitingFile};
use super::files;
use super::history::Talk;
use super::message::{Block, Incoming, Reply, Status, TableBlock};
use crate::app::App;
use crate::error::{Error, Result};
use crate::imports::mapping::{SurveyedTable, fields};
use crate::imports::records::{Choice, Entity};
use crate::imports::remembered::Remembered;
use crate::imports::{self, ImportReport};
use crate::locale::{Arg, Locale, text};
use crate::names::fold;
use crate::tenancy::{Actor, Organization};

/// More columns than this are chosen on the page.
const COLUMNS_OFFERED: usize = 6;
const BUTTONS: usize = 8;
/// Values shown of a column.
const SAMPLES: usize = 3;
const LABEL_LENGTH: usize = 40;

/// Questions whose answer is one of the columns.
const ASKS_FOR_A_COLUMN: &[&str] = &["no_amount", "no_customer", "no_product", "no_quantity", "no_stage"];

/// A file that waits, and what its page shows.
#[derive(Clone, Debug)]
pub struct ColumnsPage {
    pub file: WaitingFile,
    pub tables: Vec<SurveyedTable>,
}

/// The columns of a file that waits in this talk; a file of another talk is as good as missing.
pub async fn columns_page(
    app: &App,
    (organization, actor): (&Organization, &Actor),
    talk: Talk<'_>,
    file: &str,
) -> Result<ColumnsPage> {
    actor.require(crate::error::Permission::Edit)?;
    let dialogue = dialogue::load(app, talk).await?;
    let file = dialogue.waiting_file(file).filter(|it| it.path.exists()).ok_or(Error::NotFound("file"))?.clone();
    let tables = survey(app, (organization, actor), &file).await?;
    Ok(ColumnsPage { file, tables })
}

/// Something must be said before the file can be read: one question, answered by a tap.
pub(super) async fn ask(
    app: &App,
    incoming: &Incoming,
    dialogue: &mut Dialogue,
    (file, report): (WaitingFile, &ImportReport),
) -> Result<Reply> {
    let choice = report.choice.clone().unwrap_or_default();
    let tables = survey(app, (&incoming.organization, &incoming.actor), &file).await?;
    let asked = tables.iter().find(|it| it.sheet == choice.sheet && !it.is_fixed);
    let answers = asked.map(|table| answers(incoming.locale, (table, &choice), &file)).unwrap_or_default();
    if answers.is_empty() && asked.is_some() && ASKS_FOR_A_COLUMN.contains(&choice.code) {
        // None of the columns looks like it: the person may know better.
        let words = format!("{}\n{}", report.message, text(incoming.locale, "columns-none-fits", &[]));
        let choices = files::offer(incoming, dialogue, Vec::new(), file)?;
        return Ok(Reply::said(Status::Clarify, words).with_choices(choices));
    }
    if answers.is_empty() {
        files::discard(&file);
        // Nobody can say what the columns of a letter are.
        let nothing = tables.is_empty() && choice.code == "unknown";
        let words = if nothing { text(incoming.locale, "import-refused-not_a_table", &[]) } else { report.message.clone() };
        return Ok(Reply::said(Status::Declined, words));
    }
    let mut lines = vec![report.message.clone()];
    let shown = choice.answers.iter().take(COLUMNS_OFFERED).filter(|it| !it.samples.is_empty());
    let mut samples: Vec<String> = shown
        .map(|it| {
            let values: Vec<&str> = it.samples.iter().take(SAMPLES).map(String::as_str).collect();
            format!("• {}: {}", it.header, values.join("; "))
        })
        .collect();
    // Several answers about one column: its values are shown once.
    samples.dedup();
    lines.extend(samples);
    let choices = files::offer(incoming, dialogue, answers, file)?;
    Ok(Reply::said(Status::Clarify, lines.join("\n")).with_choices(choices))
}

/// What each column was taken for, for faces without pages.
pub(super) async fn show(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, file: WaitingFile) -> Result<Reply> {
    let locale = incoming.locale;
    let tables = survey(app, (&incoming.organization, &incoming.actor), &file).await?;
    let mut reply = Reply::said(Status::Clarify, text(locale, "columns-shown", &[]));
    for table in tables {
        let rows = table.columns.iter().map(|it| {
            let field = it.field.map_or_else(|| text(locale, "columns-skip", &[]), |field| imports::field_text(locale, field));
            vec![it.header.clone(), field, it.samples.join("; ")]
        });
        let header = ["columns-header", "columns-field", "columns-samples"].map(|id| text(locale, id, &[]));
        reply.blocks.push(Block::Table(TableBlock { header: header.into(), rows: rows.collect(), numeric: vec![false; 3] }));
    }
    dialogue.pending = Some(Pending::Columns { file: file.clone() });
    let load = (text(locale, "button-load", &[]), Action::Load(file.clone()));
    let cancel = (text(locale, "button-cancel", &[]), Action::Discard(file));
    let choices = dialogue.offer_one_of(vec![load, cancel])?;
    Ok(reply.with_choices(choices))
}

/// «Сума = ціна»: a column means something else.
pub(super) async fn said(
    app: &App,
    incoming: &Incoming,
    dialogue: &mut Dialogue,
    (mut file, words): (WaitingFile, &str),
) -> Result<Reply> {
    let locale = incoming.locale;
    let tables = survey(app, (&incoming.organization, &incoming.actor), &file).await?;
    let (header, meaning) = words.split_once('=').unwrap_or((words, ""));
    let (header, meaning) = (fold(header), fold(meaning));
    let found = tables.iter().filter(|it| !it.is_fixed).find_map(|table| {
        let entity = table.entity?;
        let column = table.columns.iter().find(|it| fold(&it.header) == header)?;
        Some((table, entity, column.header.clone()))
    });
    let Some((table, entity, header)) = found else {
        dialogue.pending = Some(Pending::Columns { file });
        return Ok(Reply::said(Status::Clarify, text(locale, "columns-no-header", &[])));
    };
    let is_meant = |field: &&str| fold(&imports::field_text(locale, field)) == meaning || **field == meaning;
    let field = match fields(entity).iter().find(|it| is_meant(it)) {
        Some(field) => *field,
        None if meaning == fold(&text(locale, "columns-skip", &[])) => "",
        None => {
            dialogue.pending = Some(Pending::Columns { file });
            let known: Vec<String> = fields(entity).iter().map(|it| imports::field_text(locale, it)).collect();
            let args = [("fields", Arg::from(known.join(", ")))];
            return Ok(Reply::said(Status::Clarify, text(locale, "columns-no-field", &args)));
        }
    };
    decide(&mut file, table, (entity, Some((header, field.to_owned()))));
    dialogue.forget_file(&file.id());
    files::look(app, incoming, dialogue, file).await
}

/// What the page says about each table: looked at again, it waits for a tap.
pub(super) async fn decided(
    app: &App,
    incoming: &Incoming,
    dialogue: &mut Dialogue,
    (id, decided): (&str, &[Remembered]),
) -> Result<Reply> {
    incoming.actor.require(crate::error::Permission::Edit)?;
    let mut file = dialogue.waiting_file(id).ok_or(Error::NotFound("file"))?.clone();
    file.decided = decided.to_vec();
    dialogue.forget_file(id);
    files::look(app, incoming, dialogue, file).await
}

async fn survey(app: &App, of: (&Organization, &Actor), file: &WaitingFile) -> Result<Vec<SurveyedTable>> {
    let options = imports::Options { decided: file.decided.clone(), ..imports::Options::default() };
    imports::survey_file(&app.imports(), of, (&file.path, &file.name), &options).await
}

/// The buttons of a question about a table.
fn answers(locale: Locale, (table, choice): (&SurveyedTable, &Choice), file: &WaitingFile) -> Vec<(String, Action)> {
    let look = |entity: Entity, column: Option<(String, String)>| {
        let mut file = file.clone();
        decide(&mut file, table, (entity, column));
        Action::Look(file)
    };
    let kinds: &[Entity] = match choice.code {
        "unclear" => &[Entity::Customers, Entity::Products],
        "purchases" | "transfer" | "write_off" | "plan" | "offer" | "expenses" => &[Entity::Orders],
        "unknown" => &[Entity::Orders, Entity::Customers, Entity::Products, Entity::Stock, Entity::Deals],
        _ => &[],
    };
    if !kinds.is_empty() {
        return kinds.iter().map(|it| (imports::entity_text(locale, *it), look(*it, None))).collect();
    }
    let Some(entity) = table.entity else { return Vec::new() };
    let is_one_column = choice.answers.windows(2).all(|it| it[0].header == it[1].header) && choice.answers.len() > 1;
    let meaning = |field: &str| match field {
        "-" => text(locale, "columns-skip", &[]),
        field => imports::field_text(locale, field),
    };
    let mut buttons = Vec::new();
    for answer in choice.answers.iter().take(COLUMNS_OFFERED) {
        let header: String = answer.header.chars().take(LABEL_LENGTH).collect();
        // Money of a line or of one unit: both are an answer, and only a person knows.
        let fields: &[&str] = if choice.code == "no_amount" { &["line.amount", "line.price"] } else { &[answer.field] };
        for field in fields {
            let label = match (fields.len(), is_one_column) {
                (1, false) => header.clone(),
                (1, true) => meaning(field),
                _ => format!("{header}: {}", meaning(field)),
            };
            let field = if *field == "-" { "" } else { *field };
            buttons.push((label, look(entity, Some((answer.header.clone(), field.to_owned())))));
        }
    }
    buttons.truncate(BUTTONS);
    buttons
}

/// Adds a decision about a table to those made before.
fn decide(file: &mut WaitingFile, table: &SurveyedTable, (entity, column): (Entity, Option<(String, String)>)) {
    let file_name = file.name.clone();
    if !file.decided.iter().any(|it| it.shape == table.shape) {
        // What was confirmed once stays, as far as it is not changed now.
        let known = table.columns.iter().filter(|_| table.remembered);
        let columns = known.map(|it| (it.header.clone(), it.field.unwrap_or_default().to_owned())).collect();
        file.decided.push(Remembered { shape: table.shape.clone(), entity, columns, file_name });
    }
    for decided in file.decided.iter_mut().filter(|it| it.shape == table.shape) {
        decided.entity = entity;
        if let Some((header, field)) = column.clone() {
            // A field has one column: the new one takes it from the old one.
            decided.columns.retain(|it| it.0 != header && (field.is_empty() || it.1 != field));
            let holder = table.columns.iter().find(|it| !field.is_empty() && it.field == Some(field.as_str()));
            if let Some(holder) = holder.filter(|it| it.header != header) {
                decided.columns.push((holder.header.clone(), String::new()));
            }
            decided.columns.push((header, field));
        }
    }
}
