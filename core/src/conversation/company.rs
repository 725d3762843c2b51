//! Creating one's own company: a name, a currency, done.

use super::dialogue::{self, Action, Dialogue, Pending, WaitingFile};
use super::files;
use super::message::{Incoming, Reply, Status};
use crate::app::App;
use crate::error::Result;
use crate::locale::{Arg, Locale, text};
use crate::tenancy::{self, Actor, NewOrganization, Organization, OrganizationKind, Role};

/// The longest name that still fits a page's header.
const NAME_LENGTH: usize = 80;
const CURRENCIES: [&str; 4] = ["UAH", "USD", "EUR", "PLN"];

pub(super) fn start(locale: Locale, dialogue: &mut Dialogue, file: Option<WaitingFile>) -> Reply {
    dialogue.pending = Some(Pending::CompanyName { file });
    Reply::said(Status::Clarify, text(locale, "company-name-asked", &[]))
}

/// The name was written; the currency is asked by buttons.
pub(super) fn named(incoming: &Incoming, dialogue: &mut Dialogue, words: &str, file: Option<WaitingFile>) -> Result<Reply> {
    let locale = incoming.locale;
    let name: String = words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(NAME_LENGTH).collect();
    dialogue.pending = Some(Pending::CompanyCurrency { name: name.clone(), file });
    let choices = CURRENCIES.iter().map(|code| ((*code).to_owned(), Action::Currency((*code).to_owned()))).collect();
    let choices = dialogue.offer_one_of(choices)?;
    Ok(Reply::said(Status::Clarify, text(locale, "company-currency-asked", &[("name", Arg::from(name))])).with_choices(choices))
}

/// The currency was tapped or written: the company is created, and the chat goes on in it.
pub(super) async fn currency(
    app: &App,
    incoming: &Incoming,
    dialogue: &mut Dialogue,
    (name, file): (String, Option<WaitingFile>),
    words: &str,
) -> Result<Reply> {
    let locale = incoming.locale;
    let code = words.trim().to_uppercase();
    if code.len() != 3 || !code.bytes().all(|it| it.is_ascii_uppercase()) {
        dialogue.pending = Some(Pending::CompanyCurrency { name, file });
        return Ok(Reply::said(Status::Clarify, text(locale, "company-currency-again", &[])));
    }
    let (organization, actor) = create(app, incoming, &name, code).await?;
    let created = text(locale, "company-created", &[("name", Arg::from(&organization.name))]);
    let there = Incoming { organization: organization.clone(), actor, ..incoming.clone() };
    let mut reply = match file {
        None => Reply::said(Status::Done, text(locale, "company-drop-file", &[])),
        Some(file) => {
            // The waiting file's buttons belong to the new company's side of this chat.
            let mut fresh = Dialogue::default();
            let reply = files::dropped(app, &there, &mut fresh, file).await?;
            dialogue::save(app, &there, (&Dialogue::default(), &fresh)).await?;
            reply
        }
    };
    reply.blocks.insert(0, super::Block::Text { text: created });
    reply.moved_to = Some(organization);
    Ok(reply)
}

async fn create(app: &App, incoming: &Incoming, name: &str, currency: String) -> Result<(Organization, Actor)> {
    let mut control = app.store.control().await?;
    let user = match incoming.actor.user {
        Some(user) => user,
        None => tenancy::local_user(&mut control, &app.ids, app.clock).await?.id,
    };
    let new = NewOrganization {
        slug: tenancy::free_slug(&mut control, name).await?,
        name: name.to_owned(),
        currency,
        timezone: incoming.organization.timezone,
        locale: incoming.locale,
        kind: OrganizationKind::Own,
    };
    let organization = tenancy::create(&mut control, &app.ids, app.clock, new).await?;
    tenancy::set_membership(&mut control, app.clock, organization.id, user, Role::Owner).await?;
    control.commit().await?;
    Ok((organization, Actor { user: Some(user), role: Role::Owner }))
}
