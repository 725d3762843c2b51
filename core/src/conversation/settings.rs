//! `/menu`, `/settings`, `/language`: what can be chosen, with a button for each choice.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::dialogue::{Action, Dialogue};
use super::message::{Incoming, Reply, Status};
use super::{examples, linked, organizations};
use crate::app::App;
use crate::error::{Permission, Result};
use crate::locale::{Arg, Locale, text};
use crate::tenancy::{self, OrganizationKind, chats};

/// Time zones offered: where firms here work, and where they sell.
pub(super) const ZONES: [Tz; 6] = [
    chrono_tz::Europe::Kyiv,
    chrono_tz::Europe::Warsaw,
    chrono_tz::Europe::Berlin,
    chrono_tz::Europe::London,
    chrono_tz::America::New_York,
    chrono_tz::UTC,
];

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Wanted {
    Languages,
    Language(String),
    /// The same in the first minute: the welcome comes again.
    Welcome(String),
    Zones,
    Zone(String),
}

/// What people do most, as buttons.
pub(super) async fn menu(app: &App, incoming: &Incoming, dialogue: &mut Dialogue) -> Result<Reply> {
    let locale = incoming.locale;
    let mut scope = app.store.read(incoming.organization.id).await?;
    let has_data = crate::metrics::data_range(&mut scope).await?.is_some();
    drop(scope);
    let say = |id: &str, words: &str| (text(locale, id, &[]), Action::Say(words.into()));
    let mut buttons = Vec::new();
    if has_data {
        buttons.push(say("button-report", "/report"));
        buttons.extend(examples(locale));
    }
    buttons.push(say("button-organizations", "/org"));
    buttons.push(say("button-settings", "/settings"));
    buttons.push(say("button-help", "/help"));
    let words = text(locale, "menu", &[("name", Arg::from(&incoming.organization.name))]);
    Ok(Reply::said(Status::Smalltalk, words).with_choices(dialogue.offer(buttons)?))
}

pub(super) async fn show(app: &App, incoming: &Incoming, dialogue: &mut Dialogue) -> Result<Reply> {
    let locale = incoming.locale;
    let organization = &incoming.organization;
    let is_own = organization.kind == OrganizationKind::Own;
    let mut lines = vec![
        text(locale, "settings-organization", &[("name", Arg::from(&organization.name))]),
        text(locale, "settings-currency", &[("currency", Arg::from(&organization.currency))]),
        text(locale, "settings-zone", &[("zone", Arg::from(organization.timezone.name()))]),
        text(locale, "settings-language", &[("language", language_name(locale).into())]),
    ];
    let mut buttons = vec![(text(locale, "button-language", &[]), Action::Settings(Wanted::Languages))];
    if is_own && incoming.actor.require(Permission::Manage).is_ok() {
        buttons.push((text(locale, "button-zone", &[]), Action::Settings(Wanted::Zones)));
        buttons.push((text(locale, "button-rename", &[]), Action::NameCompany));
        let linked = chats::list_links(&mut app.store.control_read().await?, organization.id).await?;
        lines.push(text(locale, "settings-linked", &[("count", Arg::from(linked.len()))]));
    }
    if is_own && linked::may_see(incoming) {
        buttons.push((text(locale, "button-chats", &[]), Action::Linked(linked::Wanted::Show)));
    }
    buttons.push((text(locale, "button-organizations", &[]), Action::Say("/org".into())));
    Ok(Reply::said(Status::Clarify, lines.join("\n")).with_choices(dialogue.offer(buttons)?))
}

pub(super) fn languages(locale: Locale, dialogue: &mut Dialogue) -> Result<Reply> {
    let choices =
        Locale::ALL.iter().map(|it| (language_name(*it).to_owned(), Action::Settings(Wanted::Language(it.id().to_owned()))));
    let choices = dialogue.offer_one_of(choices.collect())?;
    Ok(Reply::said(Status::Clarify, text(locale, "language-asked", &[])).with_choices(choices))
}

pub(super) async fn change(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, wanted: Wanted) -> Result<Reply> {
    let locale = incoming.locale;
    match wanted {
        Wanted::Languages => languages(locale, dialogue),
        Wanted::Language(id) => {
            let chosen = choose_language(app, incoming, &id).await?;
            Ok(Reply { speaks: Some(chosen), ..Reply::said(Status::Done, text(chosen, "language-chosen", &[])) })
        }
        Wanted::Welcome(id) => {
            let chosen = choose_language(app, incoming, &id).await?;
            let there = Incoming { locale: chosen, ..incoming.clone() };
            Ok(Reply { speaks: Some(chosen), ..organizations::start(app, &there, dialogue, "").await? })
        }
        Wanted::Zones => {
            let zones = ZONES.iter().map(|it| (it.name().to_owned(), Action::Settings(Wanted::Zone(it.name().to_owned()))));
            let choices = dialogue.offer_one_of(zones.collect())?;
            Ok(Reply::said(Status::Clarify, text(locale, "zone-asked", &[])).with_choices(choices))
        }
        Wanted::Zone(name) => {
            incoming.actor.require(Permission::Manage)?;
            let zone = name.parse().unwrap_or(incoming.organization.timezone);
            let mut control = app.store.control().await?;
            let organization = tenancy::set_timezone(&mut control, &incoming.organization, zone).await?;
            control.commit().await?;
            let words = text(locale, "zone-chosen", &[("zone", Arg::from(zone.name()))]);
            Ok(Reply { moved_to: Some(organization), ..Reply::said(Status::Done, words) })
        }
    }
}

async fn choose_language(app: &App, incoming: &Incoming, id: &str) -> Result<Locale> {
    let chosen: Locale = id.parse()?;
    if let Some(visitor) = &incoming.visit.person {
        let mut control = app.store.control().await?;
        chats::choose_locale(&mut control, (incoming.channel, &visitor.id), chosen).await?;
        control.commit().await?;
    }
    Ok(chosen)
}

/// `Київ`; a zone that is not offered by its own name.
pub(super) fn zone_name(locale: Locale, zone: Tz) -> String {
    let id = match zone {
        Tz::Europe__Kyiv => "zone-kyiv",
        Tz::Europe__Warsaw => "zone-warsaw",
        Tz::Europe__Berlin => "zone-berlin",
        Tz::Europe__London => "zone-london",
        Tz::America__New_York => "zone-new-york",
        _ => return zone.name().to_owned(),
    };
    text(locale, id, &[])
}

/// A language in its own words.
pub(super) fn language_name(locale: Locale) -> &'static str {
    match locale {
        Locale::Uk => "Українська",
        Locale::En => "English",
    }
}
