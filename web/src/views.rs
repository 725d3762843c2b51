//! What a page shows: a typed view for every template, rendered in a language.
//! Everything is escaped, whatever a template is called; pictures of the assistant are the one exception.

use std::sync::LazyLock;

use axum::response::{Html, IntoResponse, Response};
use kabinet_core::app::App;
use kabinet_core::conversation::history::{Author, Message};
use kabinet_core::conversation::{Block, Choice};
use kabinet_core::error::{Error, Result};
use kabinet_core::locale::{self, Arg, Locale};
use kabinet_core::tenancy::{Organization, OrganizationKind};
use minijinja::value::{Kwargs, Serde, Value};
use minijinja::{AutoEscape, Environment, ErrorKind, State, UndefinedBehavior, context};
use rust_embed::RustEmbed;
use serde::Serialize;

use crate::assets;
use crate::gate::Member;

/// A template and what it needs.
pub(crate) trait View: Serialize {
    const TEMPLATE: &'static str;
}

/// The chat.
#[derive(Serialize)]
pub(crate) struct ChatPage {
    csrf: String,
    organization: OrganizationItem,
    organizations: Vec<OrganizationItem>,
    messages: Vec<MessageItem>,
    /// The assistant is still at the last question.
    waiting: bool,
    /// Text ids of questions to begin with.
    examples: &'static [&'static str],
    currencies: &'static [&'static str],
    max_bytes: u64,
    max_megabytes: i64,
}

/// New messages, put at the end of the chat by its script.
#[derive(Serialize)]
pub(crate) struct Messages {
    messages: Vec<MessageItem>,
}

/// For whoever is not signed in.
#[derive(Serialize)]
pub(crate) struct Welcome {}

/// The door behind a one-time link.
#[derive(Serialize)]
pub(crate) struct LinkPage {
    pub token: String,
}

/// One sentence, and what to do next.
#[derive(Serialize)]
pub(crate) struct Notice {
    /// Text id.
    pub title: &'static str,
    pub message: String,
    /// Text id.
    pub hint: Option<&'static str>,
}

impl View for ChatPage {
    const TEMPLATE: &'static str = "chat.html";
}
impl View for Messages {
    const TEMPLATE: &'static str = "messages.html";
}
impl View for Welcome {
    const TEMPLATE: &'static str = "welcome.html";
}
impl View for LinkPage {
    const TEMPLATE: &'static str = "link.html";
}
impl View for Notice {
    const TEMPLATE: &'static str = "notice.html";
}

#[derive(Clone, Serialize)]
struct OrganizationItem {
    /// A string: scripts cannot hold all 64-bit numbers.
    id: String,
    name: String,
    is_demo: bool,
    is_current: bool,
}

#[derive(Serialize)]
struct MessageItem {
    id: String,
    author: &'static str,
    time: String,
    blocks: Vec<BlockItem>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum BlockItem {
    Text { text: String },
    Table { header: Vec<CellItem>, rows: Vec<Vec<CellItem>> },
    Image { svg: String, alt: String },
    File { name: String, address: String },
    Choices { choices: Vec<Choice> },
}

#[derive(Serialize)]
struct CellItem {
    text: String,
    is_number: bool,
}

const EXAMPLES_OF_DEMO: &[&str] =
    &["web-example-month", "web-example-products", "web-example-lost", "web-example-stock", "web-example-growth"];
const EXAMPLES_OF_OWN: &[&str] = &["web-example-month", "web-example-customers", "web-example-help"];
const CURRENCIES: &[&str] = &["UAH", "USD", "EUR", "PLN"];

impl ChatPage {
    pub(crate) fn new(app: &App, member: &Member, messages: &[Message]) -> Self {
        let item = |it: &Organization| OrganizationItem {
            id: it.id.to_string(),
            name: it.name.clone(),
            is_demo: it.kind == OrganizationKind::Demo,
            is_current: it.id == member.organization.id,
        };
        let max_bytes = app.config.import.max_bytes;
        Self {
            csrf: member.session.csrf_token.clone(),
            organization: item(&member.organization),
            organizations: member.organizations.iter().map(item).collect(),
            messages: Messages::new(app, &member.organization, messages).messages,
            waiting: messages.last().is_some_and(|it| it.author == Author::Person),
            examples: match member.organization.kind {
                OrganizationKind::Demo => EXAMPLES_OF_DEMO,
                OrganizationKind::Own => EXAMPLES_OF_OWN,
            },
            currencies: CURRENCIES,
            max_bytes,
            max_megabytes: i64::try_from(max_bytes / 1_000_000).unwrap_or(i64::MAX),
        }
    }
}

impl Messages {
    pub(crate) fn new(app: &App, organization: &Organization, messages: &[Message]) -> Self {
        let now = app.clock.now().with_timezone(&organization.timezone);
        let newest = messages.last().map(|it| it.id);
        let messages = messages.iter().map(|message| {
            let sent = message.sent_at.with_timezone(&organization.timezone);
            let form = if sent.date_naive() == now.date_naive() { "%H:%M" } else { "%d.%m %H:%M" };
            MessageItem {
                id: message.id.to_string(),
                author: message.author.id(),
                time: sent.format(form).to_string(),
                blocks: message
                    .blocks
                    .iter()
                    .enumerate()
                    // Buttons of the past are not offered again: the talk has moved on.
                    .filter(|(_, block)| !matches!(block, Block::Choices { .. }) || newest == Some(message.id))
                    .map(|(n, block)| BlockItem::new(message.id, n, block))
                    .collect(),
            }
        });
        Self { messages: messages.collect() }
    }
}

impl BlockItem {
    fn new(message: i64, n: usize, block: &Block) -> Self {
        match block {
            Block::Text { text } => Self::Text { text: text.clone() },
            Block::Table(table) => {
                let row = |cells: &Vec<String>| {
                    let is_number = |n| table.numeric.get(n).copied().unwrap_or(false);
                    cells.iter().enumerate().map(|(n, text)| CellItem { text: text.clone(), is_number: is_number(n) }).collect()
                };
                Self::Table { header: row(&table.header), rows: table.rows.iter().map(row).collect() }
            }
            Block::Image { svg, alt } => Self::Image { svg: svg.clone(), alt: alt.clone() },
            Block::File { name, .. } => Self::File { name: name.clone(), address: format!("/files/{message}/{n}") },
            Block::Choices { choices } => Self::Choices { choices: choices.clone() },
        }
    }
}

/// A whole page.
pub(crate) fn page<V: View>(locale: Locale, view: &V) -> Result<Response> {
    Ok(Html(render(locale, view)?).into_response())
}

pub(crate) fn render<V: View>(locale: Locale, view: &V) -> Result<String> {
    let context = context! { locale => locale.id(), ..Value::from(Serde(view)) };
    let rendered = TEMPLATES.get_template(V::TEMPLATE).and_then(|it| it.render(context));
    rendered.map_err(|cause| Error::Internal(std::io::Error::other(cause).into()))
}

#[derive(RustEmbed)]
#[folder = "templates"]
struct Templates;

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_loader(|name| {
        let file = Templates::get(name);
        Ok(file.map(|it| String::from_utf8_lossy(&it.data).into_owned()))
    });
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_function("t", words);
    environment.add_function("asset", |name: &str| {
        assets::address(name).ok_or_else(|| minijinja::Error::new(ErrorKind::InvalidOperation, format!("no asset {name}")))
    });
    environment
});

/// `t("id", count=3)` in a template: words in the language of the page.
fn words(state: &State, id: &str, args: Kwargs) -> Result<String, minijinja::Error> {
    let locale = state.lookup("locale").and_then(|it| it.as_str()?.parse().ok()).unwrap_or_default();
    let mut values = Vec::new();
    for name in args.args() {
        let value: Value = args.get(name)?;
        values.push((name, value.as_i64().map_or_else(|| Arg::Text(value.to_string()), Arg::Count)));
    }
    locale::find_text(locale, id, &values)
        .ok_or_else(|| minijinja::Error::new(ErrorKind::InvalidOperation, format!("no text {id}")))
}

#[cfg(test)]
mod tests {
    use kabinet_core::conversation::TableBlock;
    use kabinet_core::ids::OrganizationId;

    use super::*;

    const ODD: &str = "<script>alert(1)</script> «ї» & \"'";

    fn messages() -> Vec<MessageItem> {
        let blocks = [
            Block::Text { text: ODD.into() },
            Block::Table(TableBlock { header: vec![ODD.into()], rows: vec![vec![ODD.into()]], numeric: vec![true] }),
            Block::Image { svg: "<svg></svg>".into(), alt: ODD.into() },
            Block::File { name: ODD.into(), path: "rows.csv".into() },
            Block::Choices { choices: vec![Choice { label: ODD.into(), token: ODD.into(), page: None }] },
        ];
        let item = |author: Author| MessageItem {
            id: "7".into(),
            author: author.id(),
            time: "12:00".into(),
            blocks: blocks.iter().enumerate().map(|(n, it)| BlockItem::new(7, n, it)).collect(),
        };
        vec![item(Author::Person), item(Author::Assistant)]
    }

    fn chats() -> Vec<ChatPage> {
        let item = |n: i64, is_demo| OrganizationItem {
            id: OrganizationId(n).to_string(),
            name: ODD.into(),
            is_demo,
            is_current: n == 1,
        };
        let chat = |is_demo, examples, messages| ChatPage {
            csrf: "token".into(),
            organization: item(1, is_demo),
            organizations: vec![item(1, is_demo), item(2, !is_demo)],
            messages,
            waiting: true,
            examples,
            currencies: CURRENCIES,
            max_bytes: 1,
            max_megabytes: 200,
        };
        vec![
            chat(true, EXAMPLES_OF_DEMO, Vec::new()),
            chat(false, EXAMPLES_OF_OWN, Vec::new()),
            chat(false, EXAMPLES_OF_OWN, messages()),
        ]
    }

    fn check<V: View>(samples: &[V]) {
        for (locale, view) in Locale::ALL.into_iter().flat_map(|locale| samples.iter().map(move |it| (locale, it))) {
            let html = render(locale, view).unwrap();
            assert!(!html.contains("<script>alert"), "{}: not escaped", V::TEMPLATE);
            assert!(!html.contains(" style=") && !html.contains(" onclick="), "{}: the policy forbids this", V::TEMPLATE);
        }
    }

    #[test]
    fn every_page_renders_in_both_languages_and_escapes() {
        check(&chats());
        check(&[Messages { messages: messages() }, Messages { messages: Vec::new() }]);
        check(&crate::columns::samples(ODD));
        check(&crate::imports::samples(ODD));
        check(&crate::chats::samples(ODD));
        check(&[crate::upload::UploadPage { token: "\"><script>alert(1)</script>".into(), max_megabytes: 200 }]);
        check(&[Welcome {}]);
        check(&[LinkPage { token: "\"><script>alert(1)</script>".into() }]);
        check(&[
            Notice { title: "web-failed-title", message: ODD.into(), hint: None },
            Notice { title: "web-link-spent-title", message: ODD.into(), hint: Some("web-link-spent-hint") },
        ]);
    }
}
