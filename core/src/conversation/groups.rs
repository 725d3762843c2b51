//! In a group: bound by an owner, answering only what its policy shows. What it does not show goes to the person alone.

use serde::{Deserialize, Serialize};

use super::commands::{self, Command};
use super::dialogue::{Action, Dialogue};
use super::message::{Incoming, Reply, Room, Status};
use super::{examples, question, report, wishes};
use crate::app::App;
use crate::error::{Permission, Result};
use crate::locale::{Arg, Locale, text};
use crate::metrics::{Dimension, Filter, Metric, MetricQuery, SortBy};
use crate::tenancy::OrganizationKind;
use crate::tenancy::chats::{self, Asks, Group, Shows};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Wanted {
    Bind,
    Shows(String),
    Asks(String),
    Unbind,
}

/// Figures of sales that tell nothing of costs.
const SALES: &[Metric] = &[
    Metric::Revenue,
    Metric::GrossSales,
    Metric::ReturnsAmount,
    Metric::ReturnRate,
    Metric::Orders,
    Metric::Units,
    Metric::Aov,
    Metric::LinesPerOrder,
    Metric::DiscountAmount,
    Metric::CancelledOrders,
    Metric::CancelRate,
    Metric::ActiveCustomers,
    Metric::NewCustomers,
    Metric::ReturningCustomers,
    Metric::RepeatRate,
    Metric::RevenuePerCustomer,
    Metric::ForecastRevenue,
];

/// Splits that name no customer, no person and no supplier.
fn is_nameless(dimension: Dimension) -> bool {
    dimension.grain().is_some()
        || matches!(
            dimension,
            Dimension::Weekday
                | Dimension::CustomerType
                | Dimension::City
                | Dimension::Region
                | Dimension::Product
                | Dimension::Sku
                | Dimension::Category
                | Dimension::Brand
                | Dimension::Status
        )
}

/// Whether the answer to a query may be read where it was asked.
pub(super) fn may_show(room: &Room, query: &MetricQuery) -> bool {
    match room {
        Room::Private => true,
        Room::Unbound { .. } => false,
        Room::Group(group) => match group.shows {
            Shows::Nothing => false,
            Shows::All => true,
            Shows::Sales => {
                let filters = query.filters.iter().all(|it| match it {
                    Filter::Values { dimension, .. } => is_nameless(*dimension),
                    Filter::Threshold { metric, .. } => SALES.contains(metric),
                });
                let sort = query.sort.is_none_or(|it| match it.by {
                    SortBy::Metric(metric) | SortBy::Difference(metric) => SALES.contains(&metric),
                    SortBy::Dimension(dimension) => is_nameless(dimension),
                });
                let metrics = query.metrics.iter().all(|it| SALES.contains(&it.metric));
                metrics && filters && sort && query.by.iter().all(|it| is_nameless(*it))
            }
        },
    }
}

/// Whether names of this kind may be shown there.
pub(super) fn may_name(room: &Room, dimension: Dimension) -> bool {
    match room {
        Room::Private => true,
        Room::Unbound { .. } => false,
        Room::Group(group) => match group.shows {
            Shows::Nothing => false,
            Shows::Sales => is_nameless(dimension),
            Shows::All => true,
        },
    }
}

/// Whether everything may be read where it was asked.
pub(super) fn shows_all(room: &Room) -> bool {
    match room {
        Room::Private => true,
        Room::Unbound { .. } => false,
        Room::Group(group) => group.shows == Shows::All,
    }
}

/// The answer goes to the person alone.
pub(super) fn reserved(locale: Locale) -> Reply {
    Reply { is_reserved: true, ..Reply::said(Status::Declined, text(locale, "group-in-private", &[])) }
}

pub(super) async fn on_text(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, words: &str) -> Result<Reply> {
    let locale = incoming.locale;
    let group = match &incoming.visit.room {
        Room::Group(group) => group,
        Room::Unbound { .. } | Room::Private => return offer_binding(incoming, dialogue),
    };
    match commands::parse(words) {
        Some(Command::Start(_) | Command::Help | Command::Menu) => help(incoming, dialogue, group),
        Some(Command::Settings) => settings(incoming, dialogue, group),
        Some(Command::Report) => report::month(app, incoming, dialogue).await,
        Some(Command::Cancel) => Ok(Reply::said(Status::Done, text(locale, "cancelled", &[]))),
        Some(_) => Ok(reserved(locale)),
        None if wishes::understand(words).is_some() => Ok(reserved(locale)),
        None if group.shows == Shows::Nothing => Ok(reserved(locale)),
        None => question::asked(app, incoming, dialogue, words).await,
    }
}

/// Taps that do something in a group; others are for a private chat.
pub(super) fn may_tap(incoming: &Incoming, action: &Action) -> bool {
    match action {
        Action::Ask(_) | Action::Say(_) | Action::Cancel | Action::Group(_) => true,
        Action::Rows(_) => shows_all(&incoming.visit.room),
        _ => false,
    }
}

fn help(incoming: &Incoming, dialogue: &mut Dialogue, group: &Group) -> Result<Reply> {
    let locale = incoming.locale;
    let words = text(locale, "group-help", &[("name", Arg::from(&incoming.organization.name))]);
    let shown = match group.shows {
        Shows::Nothing => 0,
        // The first two name nobody.
        Shows::Sales => 2,
        Shows::All => usize::MAX,
    };
    let choices = dialogue.offer(examples(locale).into_iter().take(shown).collect())?;
    Ok(Reply::said(Status::Smalltalk, words).with_choices(choices))
}

fn offer_binding(incoming: &Incoming, dialogue: &mut Dialogue) -> Result<Reply> {
    let locale = incoming.locale;
    let may = incoming.actor.user.is_some()
        && incoming.actor.require(Permission::Manage).is_ok()
        && incoming.organization.kind == OrganizationKind::Own;
    if !may {
        return Ok(Reply::said(Status::Declined, text(locale, "group-not-bound", &[])));
    }
    let name = Arg::from(&incoming.organization.name);
    let choices = dialogue.offer_one_of(vec![
        (text(locale, "button-bind", &[]), Action::Group(Wanted::Bind)),
        (text(locale, "button-cancel", &[]), Action::Cancel),
    ])?;
    Ok(Reply::said(Status::Clarify, text(locale, "group-bind-asked", &[("name", name)])).with_choices(choices))
}

/// What the group may see and who may ask, with a button for each change; for owners.
fn settings(incoming: &Incoming, dialogue: &mut Dialogue, group: &Group) -> Result<Reply> {
    let locale = incoming.locale;
    let lines = [
        text(locale, "group-bound-to", &[("name", Arg::from(&incoming.organization.name))]),
        text(locale, &format!("group-shows-{}", group.shows.id()), &[]),
        text(locale, &format!("group-asks-{}", group.asks.id()), &[]),
    ];
    let reply = Reply::said(Status::Clarify, lines.join("\n"));
    if incoming.actor.require(Permission::Manage).is_err() {
        return Ok(reply);
    }
    let mut buttons = Vec::new();
    for shows in Shows::ALL.iter().filter(|it| **it != group.shows) {
        let label = text(locale, &format!("button-group-shows-{}", shows.id()), &[]);
        buttons.push((label, Action::Group(Wanted::Shows(shows.id().into()))));
    }
    for asks in Asks::ALL.iter().filter(|it| **it != group.asks) {
        let label = text(locale, &format!("button-group-asks-{}", asks.id()), &[]);
        buttons.push((label, Action::Group(Wanted::Asks(asks.id().into()))));
    }
    buttons.push((text(locale, "button-group-unbind", &[]), Action::Group(Wanted::Unbind)));
    Ok(reply.with_choices(dialogue.offer(buttons)?))
}

pub(super) async fn change(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, wanted: Wanted) -> Result<Reply> {
    let locale = incoming.locale;
    incoming.actor.require(Permission::Manage)?;
    let mut control = app.store.control().await?;
    let bound = match (&incoming.visit.room, wanted) {
        (Room::Unbound { chat, title }, Wanted::Bind) => {
            let place = (incoming.channel, chat.as_str(), title.as_str());
            let group = chats::bind_group(&mut control, app.clock, place, (incoming.organization.id, &incoming.actor)).await?;
            control.commit().await?;
            group
        }
        (Room::Group(group), Wanted::Bind) => group.clone(),
        (Room::Group(group), Wanted::Unbind) => {
            chats::unbind_group(&mut control, group.channel, &group.chat).await?;
            control.commit().await?;
            return Ok(Reply::said(Status::Done, text(locale, "group-unbound", &[])));
        }
        (Room::Group(group), wanted) => {
            let mut group = group.clone();
            match wanted {
                Wanted::Shows(id) => group.shows = Shows::of_id(&id),
                Wanted::Asks(id) => group.asks = Asks::of_id(&id),
                Wanted::Bind | Wanted::Unbind => {}
            }
            chats::set_policy(&mut control, &group, &incoming.actor).await?;
            control.commit().await?;
            group
        }
        _ => return Ok(Reply::said(Status::Declined, text(locale, "group-not-bound", &[]))),
    };
    settings(incoming, dialogue, &bound)
}
