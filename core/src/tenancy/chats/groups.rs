//! A group of a service, bound to an organization by an owner: what may be shown there, and who may ask.

use super::Channel;
use crate::clock::Clock;
use crate::error::{Permission, Problem, Result};
use crate::ids::OrganizationId;
use crate::store::{Control, FromRow, Row};
use crate::tenancy::Actor;

/// What may be shown in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// Answers go to a private chat.
    Nothing,
    /// Figures of sales that name no customer, person or supplier.
    Sales,
    All,
}

/// Who may ask in a group. The rights are always those of the one who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    Owners,
    Members,
    /// Also people of the group who are no members: they see what the group may see.
    Everyone,
}

macro_rules! words {
    ($type:ident { $($variant:ident $word:literal),+ }) => {
        impl $type {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The strictest one for a word nobody knows.
            pub fn of_id(id: &str) -> Self {
                Self::ALL.iter().copied().find(|it| it.id() == id).unwrap_or(Self::ALL[0])
            }
        }
    };
}
words!(Shows { Nothing "nothing", Sales "sales", All "all" });
words!(Asks { Owners "owners", Members "members", Everyone "everyone" });

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub channel: Channel,
    pub chat: String,
    pub organization: OrganizationId,
    pub title: String,
    pub shows: Shows,
    pub asks: Asks,
}

impl FromRow for Group {
    fn from_row(row: &Row) -> Result<Self> {
        let channel: String = row.get(0)?;
        Ok(Self {
            channel: Channel::of_id(&channel).ok_or_else(|| anyhow::anyhow!("no channel {channel}"))?,
            chat: row.get(1)?,
            organization: row.get(2)?,
            title: row.get(3)?,
            shows: Shows::of_id(&row.get::<String>(4)?),
            asks: Asks::of_id(&row.get::<String>(5)?),
        })
    }
}

/// Binds a group, first with the cautious policy: sales without names, for members. A group bound elsewhere stays there.
pub async fn bind_group(
    control: &mut Control,
    clock: Clock,
    (channel, chat, title): (Channel, &str, &str),
    (organization, actor): (OrganizationId, &Actor),
) -> Result<Group> {
    actor.require(Permission::Manage)?;
    let user = actor.user.ok_or_else(|| Problem::new("group-bound-by-nobody"))?;
    let title: String = title.chars().filter(|it| !it.is_control()).take(120).collect();
    control
        .sql(
            "INSERT INTO chat_groups (channel, chat, organization_id, title, shows, asks, bound_by, bound_at)
             VALUES ($1, $2, $3, $4, 'sales', 'members', $5, $6) ON CONFLICT (channel, chat) DO NOTHING",
        )
        .bind(channel.id())
        .bind(chat)
        .bind(organization)
        .bind(&title)
        .bind(user)
        .bind(clock.now())
        .execute()
        .await?;
    let group = find_group(control, channel, chat).await?.filter(|it| it.organization == organization);
    group.ok_or_else(|| Problem::new("group-of-another").into())
}

pub async fn find_group(control: &mut Control, channel: Channel, chat: &str) -> Result<Option<Group>> {
    control
        .sql("SELECT channel, chat, organization_id, title, shows, asks FROM chat_groups WHERE channel = $1 AND chat = $2")
        .bind(channel.id())
        .bind(chat)
        .optional()
        .await
}

/// The groups of an organization, the longest bound first.
pub async fn list_groups(control: &mut Control, organization: OrganizationId) -> Result<Vec<Group>> {
    control
        .sql(
            "SELECT channel, chat, organization_id, title, shows, asks FROM chat_groups
             WHERE organization_id = $1 ORDER BY bound_at, channel, chat",
        )
        .bind(organization)
        .all()
        .await
}

/// The groups of a service that are bound to any organization.
pub async fn list_bound(control: &mut Control, channel: Channel) -> Result<Vec<String>> {
    let found: Vec<(String,)> =
        control.sql("SELECT chat FROM chat_groups WHERE channel = $1 ORDER BY chat").bind(channel.id()).all().await?;
    Ok(found.into_iter().map(|(chat,)| chat).collect())
}

/// Another policy for a group of the actor's organization.
pub async fn set_policy(control: &mut Control, group: &Group, actor: &Actor) -> Result<()> {
    actor.require(Permission::Manage)?;
    control
        .sql("UPDATE chat_groups SET shows = $1, asks = $2 WHERE channel = $3 AND chat = $4 AND organization_id = $5")
        .bind(group.shows.id())
        .bind(group.asks.id())
        .bind(group.channel.id())
        .bind(&group.chat)
        .bind(group.organization)
        .execute()
        .await?;
    Ok(())
}

/// Lets a group go: an owner said so, or the service removed us from it. False if it was not bound.
pub async fn unbind_group(control: &mut Control, channel: Channel, chat: &str) -> Result<bool> {
    let gone =
        control.sql("DELETE FROM chat_groups WHERE channel = $1 AND chat = $2").bind(channel.id()).bind(chat).execute().await?;
    Ok(gone > 0)
}

/// The service gave the group another id. A binding that is there already under the new one stays.
pub async fn move_group(control: &mut Control, channel: Channel, (from, to): (&str, &str)) -> Result<()> {
    control
        .sql(
            "UPDATE chat_groups SET chat = $3 WHERE channel = $1 AND chat = $2
             AND NOT EXISTS (SELECT 1 FROM chat_groups other WHERE other.channel = $1 AND other.chat = $3)",
        )
        .bind(channel.id())
        .bind(from)
        .bind(to)
        .execute()
        .await?;
    Ok(())
}
