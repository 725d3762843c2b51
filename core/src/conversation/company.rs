//! Creating one's own company: a name, a currency, the time if it is another, done.

use chrono_tz::Tz;

use super::dialogue::{self, Action, Dialogue, Founding, Pending, WaitingFile};
use super::message::{Block, Incoming, Reply, Status};
use super::{files, settings};
use crate::app::App;
use crate::error::{Permission, Result};
use crate::imports::values::currencies;
use crate::locale::{Arg, Locale, text};
use crate::questions;
use crate::store::Control;
use crate::tenancy::{self, Actor, NewOrganization, Organization, OrganizationKind, Role, chats};

/// The longest name that still fits a page's header.
const NAME_LENGTH: usize = 80;
const CURRENCIES: [&str; 4] = ["UAH", "USD", "EUR", "PLN"];

pub(super) fn start(locale: Locale, dialogue: &mut Dialogue, file: Option<WaitingFile>) -> Reply {
    dialogue.pending = Some(Pending::CompanyName { file });
    Reply::said(Status::Clarify, text(locale, "company-name-asked", &[]))
}

/// The name was written; the currency is asked by buttons.
pub(super) fn named(incoming: &Incoming, dialogue: &mut Dialogue, words: &str, file: Option<WaitingFile>) -> Result<Reply> {
    ask_currency(incoming, dialogue, Founding { name: tidy(words), file, zone: None })
}

/// By which time the company lives is guessed; one tap changes it.
pub(super) fn ask_currency(incoming: &Incoming, dialogue: &mut Dialogue, founding: Founding) -> Result<Reply> {
    let locale = incoming.locale;
    let zone = founding.zone.unwrap_or(incoming.organization.timezone);
    let args = [("name", Arg::from(&founding.name)), ("zone", Arg::from(settings::zone_name(locale, zone)))];
    let words = text(locale, "company-currency-asked", &args);
    with_currencies(locale, dialogue, (founding, words))
}

/// The buttons of the currencies under these words; the next message is the answer.
fn with_currencies(locale: Locale, dialogue: &mut Dialogue, (founding, words): (Founding, String)) -> Result<Reply> {
    dialogue.pending = Some(Pending::CompanyCurrency(founding));
    let currencies = CURRENCIES.iter().map(|code| ((*code).to_owned(), Action::Currency((*code).to_owned())));
    let other_time = (text(locale, "button-other-time", &[]), Action::CompanyZones);
    let choices = dialogue.offer_one_of(currencies.chain([other_time]).collect())?;
    Ok(Reply::said(Status::Clarify, words).with_choices(choices))
}

/// «гривня», «$», `pln`; any other currency by its three letters.
fn currency_of(words: &str) -> Option<String> {
    let said = words.trim().trim_end_matches(['.', '!']).to_lowercase();
    if let Some(code) = currencies::code(&said).or_else(|| questions::currency_said(&said)) {
        return Some(code.to_owned());
    }
    let is_code = said.len() == 3 && said.bytes().all(|it| it.is_ascii_lowercase());
    is_code.then(|| said.to_uppercase())
}

/// A zone that is offered, by its name in any language.
fn zone_of(words: &str) -> Option<Tz> {
    let said = dialogue::letters(words);
    let is_said = |name: &str| dialogue::letters(name) == said;
    let named = |zone: &Tz| is_said(zone.name()) || Locale::ALL.iter().any(|it| is_said(&settings::zone_name(*it, *zone)));
    settings::ZONES.into_iter().find(named)
}

/// Said instead of an answer: no company, and no other name for this one.
pub(super) fn cancelled(locale: Locale, pending: Pending) -> Reply {
    let (Pending::CompanyName { file } | Pending::CompanyCurrency(Founding { file, .. })) = pending else {
        return Reply::said(Status::Done, text(locale, "cancelled", &[]));
    };
    if let Some(file) = file {
        files::discard(&file);
    }
    Reply::said(Status::Done, text(locale, "company-not-created", &[]))
}

/// The time is another one: it is asked by buttons, and then the currency again.
pub(super) fn ask_zone(locale: Locale, dialogue: &mut Dialogue) -> Result<Reply> {
    let zones = settings::ZONES.iter().map(|it| (settings::zone_name(locale, *it), Action::CompanyZone(*it)));
    let choices = dialogue.offer_one_of(zones.collect())?;
    Ok(Reply::said(Status::Clarify, text(locale, "zone-asked", &[])).with_choices(choices))
}

/// One tap from the demo to figures of one's own: a company with a name for now, and the file in it.
pub(super) async fn with_file(app: &App, incoming: &Incoming, file: WaitingFile) -> Result<Reply> {
    let locale = incoming.locale;
    if !file.path.exists() && !incoming.visit.again {
        return Ok(Reply::said(Status::Declined, text(locale, "file-not-kept", &[])));
    }
    let (name, currency) = (text(locale, "company-for-now", &[]), incoming.organization.currency.clone());
    let zone = incoming.organization.timezone;
    let (organization, actor) = create(app, incoming, &name, (currency, zone)).await?;
    let there = Incoming { organization: organization.clone(), actor, ..incoming.clone() };
    let mut fresh = Dialogue::default();
    // Whoever waits does so in the talk where the button was.
    let mut reply = files::load(app, (&there, incoming.into()), &mut fresh, file).await?;
    let naming = fresh.offer(vec![(text(locale, "button-name-company", &[]), Action::NameCompany)])?;
    match reply.blocks.last_mut() {
        Some(Block::Choices { choices }) => choices.extend(naming),
        _ => reply = reply.with_choices(naming),
    }
    dialogue::save(app, &there, (&Dialogue::default(), &fresh)).await?;
    let created = text(locale, "company-created-with-file", &[("name", Arg::from(&organization.name))]);
    reply.blocks.insert(0, Block::Text { text: created });
    reply.moved_to = Some(organization);
    Ok(reply)
}

pub(super) fn ask_name(locale: Locale, dialogue: &mut Dialogue) -> Reply {
    dialogue.pending = Some(Pending::CompanyRename);
    Reply::said(Status::Clarify, text(locale, "company-name-asked", &[]))
}

/// The company talked in gets the name that was written.
pub(super) async fn renamed(app: &App, incoming: &Incoming, words: &str) -> Result<Reply> {
    incoming.actor.require(Permission::Manage)?;
    let mut control = app.store.control().await?;
    let organization = tenancy::rename(&mut control, &incoming.organization, &tidy(words)).await?;
    control.commit().await?;
    let name = &organization.name;
    let mut reply = Reply::said(Status::Done, text(incoming.locale, "company-renamed", &[("name", Arg::from(name))]));
    reply.moved_to = Some(organization);
    Ok(reply)
}

/// The currency was tapped or written: the company is created, and the chat goes on in it.
pub(super) async fn currency(
    app: &App,
    incoming: &Incoming,
    dialogue: &mut Dialogue,
    founding: Founding,
    words: &str,
) -> Result<Reply> {
    let locale = incoming.locale;
    if let Some(zone) = zone_of(words) {
        return ask_currency(incoming, dialogue, Founding { zone: Some(zone), ..founding });
    }
    if dialogue::letters(words) == dialogue::letters(&text(locale, "button-other-time", &[])) {
        dialogue.pending = Some(Pending::CompanyCurrency(founding));
        return ask_zone(locale, dialogue);
    }
    let Some(code) = currency_of(words) else {
        return with_currencies(locale, dialogue, (founding, text(locale, "company-currency-again", &[])));
    };
    let zone = founding.zone.unwrap_or(incoming.organization.timezone);
    let (organization, actor) = create(app, incoming, &founding.name, (code, zone)).await?;
    let created = text(locale, "company-created", &[("name", Arg::from(&organization.name))]);
    let there = Incoming { organization: organization.clone(), actor, ..incoming.clone() };
    let mut reply = match founding.file {
        None => Reply::said(Status::Done, text(locale, "company-drop-file", &[])),
        Some(file) => {
            // The waiting file's buttons belong to the new company's side of this chat.
            let mut fresh = Dialogue::default();
            let reply = files::dropped(app, &there, &mut fresh, file).await?;
            dialogue::save(app, &there, (&Dialogue::default(), &fresh)).await?;
            reply
        }
    };
    reply.blocks.insert(0, Block::Text { text: created });
    reply.moved_to = Some(organization);
    Ok(reply)
}

fn tidy(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(NAME_LENGTH).collect()
}

/// The update was cut off before: the company it created is there already.
async fn created_before(control: &mut Control, incoming: &Incoming, name: &str) -> Result<Option<(Organization, Actor)>> {
    let Some(visitor) = &incoming.visit.person else { return Ok(None) };
    let person = (incoming.channel, visitor.id.as_str());
    let newest = chats::list_organizations(control, person).await?.pop().filter(|it| it.name == name);
    let Some(organization) = newest else { return Ok(None) };
    let actor = chats::actor_of(control, person, organization.id).await?;
    Ok(actor.map(|actor| (organization, actor)))
}

async fn create(app: &App, incoming: &Incoming, name: &str, (currency, timezone): (String, Tz)) -> Result<(Organization, Actor)> {
    let mut control = app.store.control().await?;
    let visitor = incoming.visit.person.as_ref();
    if incoming.visit.again
        && let Some(begun) = created_before(&mut control, incoming, name).await?
    {
        return Ok(begun);
    }
    let user = match (incoming.actor.user, visitor) {
        (Some(user), _) => user,
        (None, Some(visitor)) => tenancy::create_user(&mut control, &app.ids, app.clock, None, &visitor.name).await?.id,
        (None, None) => tenancy::local_user(&mut control, &app.ids, app.clock).await?.id,
    };
    let new = NewOrganization {
        slug: tenancy::free_slug(&mut control, name).await?,
        name: name.to_owned(),
        currency,
        timezone,
        locale: incoming.locale,
        kind: OrganizationKind::Own,
    };
    let organization = tenancy::create(&mut control, app.clock, new).await?;
    tenancy::set_membership(&mut control, app.clock, organization.id, user, Role::Owner).await?;
    if let Some(visitor) = visitor {
        chats::link(&mut control, app.clock, (incoming.channel, &visitor.id), (organization.id, user)).await?;
    }
    control.commit().await?;
    Ok((organization, Actor { user: Some(user), role: Role::Owner }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_is_known_by_its_names_and_signs() {
        for (code, names) in [
            ("UAH", &["грн", "Гривня", "гривні", "гривна", "₴", "uah", "у гривнях", "грн."][..]),
            ("USD", &["долар", "долари", "$", "usd", "Долари США"]),
            ("EUR", &["євро", "€", "eur", "в євро"]),
            ("PLN", &["злотий", "злоті", "zł", "pln", "PLN"]),
            ("BGN", &["bgn"]),
        ] {
            for name in names {
                assert_eq!(currency_of(name).as_deref(), Some(code), "{name}");
            }
        }
        for words in ["не знаю", "виручка за жовтень", "так", "", "12"] {
            assert_eq!(currency_of(words), None, "{words}");
        }
        for (name, zone) in [("Варшава", Some(Tz::Europe__Warsaw)), ("kyiv", Some(Tz::Europe__Kyiv)), ("гривня", None)]
        {
            assert_eq!(zone_of(name), zone, "{name}");
        }
    }
}
