//! A person of a service and the organizations the person acts in there.

use chrono::{DateTime, Utc};

use super::Channel;
use crate::clock::Clock;
use crate::error::{Error, Problem, Result};
use crate::ids::{OrganizationId, UserId};
use crate::locale::Locale;
use crate::store::{Control, FromRow, Row};
use crate::tenancy::{Actor, Organization, Role};

/// Letters of a person's name.
const NAME_LENGTH: usize = 80;

/// A person as the service knows it. The id is the service's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatPerson {
    pub channel: Channel,
    pub id: String,
    pub name: String,
    /// Chosen here; absent: what the service says.
    pub locale: Option<Locale>,
    /// The organization talked about now; absent: a guest of the demo.
    pub organization: Option<OrganizationId>,
    /// Where the person can be written to alone, once they have written there.
    pub private_chat: Option<String>,
}

impl FromRow for ChatPerson {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            channel: channel(row)?,
            id: row.get(1)?,
            name: row.get(2)?,
            locale: row.get::<Option<String>>(3)?.and_then(|it| it.parse().ok()),
            organization: row.get(4)?,
            private_chat: row.get(5)?,
        })
    }
}

/// The first column.
fn channel(row: &Row) -> Result<Channel> {
    let id: String = row.get(0)?;
    Ok(Channel::of_id(&id).ok_or_else(|| anyhow::anyhow!("no channel {id}"))?)
}

/// A linked person as an owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedChat {
    pub channel: Channel,
    pub person: String,
    pub name: String,
    pub user: UserId,
    pub role: Role,
    pub linked_at: DateTime<Utc>,
}

impl FromRow for LinkedChat {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            channel: channel(row)?,
            person: row.get(1)?,
            name: row.get(2)?,
            user: row.get(3)?,
            role: row.get::<String>(4)?.parse()?,
            linked_at: row.get(5)?,
        })
    }
}

/// Remembers a person who wrote, under the name of today; returns what is known. `private_chat`: the chat, if the two are alone.
pub async fn meet(
    control: &mut Control,
    clock: Clock,
    (channel, id, name): (Channel, &str, &str),
    private_chat: Option<&str>,
) -> Result<ChatPerson> {
    let name: String = name.chars().filter(|it| !it.is_control()).take(NAME_LENGTH).collect();
    control
        .sql(
            "INSERT INTO chat_people (channel, person, name, private_chat, seen_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (channel, person) DO UPDATE SET name = excluded.name, seen_at = excluded.seen_at,
                 private_chat = COALESCE(excluded.private_chat, chat_people.private_chat)
             RETURNING channel, person, name, locale, organization_id, private_chat",
        )
        .bind(channel.id())
        .bind(id)
        .bind(&name)
        .bind(private_chat)
        .bind(clock.now())
        .one()
        .await
}

/// A person met before.
pub async fn find_person(control: &mut Control, channel: Channel, id: &str) -> Result<Option<ChatPerson>> {
    control
        .sql(
            "SELECT channel, person, name, locale, organization_id, private_chat FROM chat_people
             WHERE channel = $1 AND person = $2",
        )
        .bind(channel.id())
        .bind(id)
        .optional()
        .await
}

/// The chats in which people of a service write to us alone.
pub async fn list_private(control: &mut Control, channel: Channel) -> Result<Vec<String>> {
    let found: Vec<(String,)> = control
        .sql(
            "SELECT DISTINCT private_chat FROM chat_people WHERE channel = $1 AND private_chat IS NOT NULL ORDER BY private_chat",
        )
        .bind(channel.id())
        .all()
        .await?;
    Ok(found.into_iter().map(|(chat,)| chat).collect())
}

/// The language the person wants to be answered in.
pub async fn choose_locale(control: &mut Control, person: (Channel, &str), locale: Locale) -> Result<()> {
    control
        .sql("UPDATE chat_people SET locale = $1 WHERE channel = $2 AND person = $3")
        .bind(locale.id())
        .bind(person.0.id())
        .bind(person.1)
        .execute()
        .await?;
    Ok(())
}

/// Links a person to a member, and goes on in that organization.
pub async fn link(
    control: &mut Control,
    clock: Clock,
    (channel, person): (Channel, &str),
    (organization, user): (OrganizationId, UserId),
) -> Result<()> {
    control
        .sql(
            "INSERT INTO chat_links (channel, person, organization_id, user_id, linked_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (channel, person, organization_id) DO UPDATE SET user_id = excluded.user_id, linked_at = excluded.linked_at",
        )
        .bind(channel.id())
        .bind(person)
        .bind(organization)
        .bind(user)
        .bind(clock.now())
        .execute()
        .await?;
    choose_organization(control, (channel, person), Some(organization)).await
}

/// Goes on in another organization; none: the demo. Whether the person may is looked up at every message.
pub async fn choose_organization(
    control: &mut Control,
    (channel, person): (Channel, &str),
    organization: Option<OrganizationId>,
) -> Result<()> {
    control
        .sql("UPDATE chat_people SET organization_id = $3 WHERE channel = $1 AND person = $2")
        .bind(channel.id())
        .bind(person)
        .bind(organization)
        .execute()
        .await?;
    Ok(())
}

/// Whom the person acts as in an organization: needs the link and the membership behind it, both as they are now.
pub async fn actor_of(
    control: &mut Control,
    (channel, person): (Channel, &str),
    organization: OrganizationId,
) -> Result<Option<Actor>> {
    let found: Option<(UserId, String)> = control
        .sql(
            "SELECT m.user_id, m.role FROM chat_links l
             JOIN memberships m ON m.organization_id = l.organization_id AND m.user_id = l.user_id
             WHERE l.channel = $1 AND l.person = $2 AND l.organization_id = $3",
        )
        .bind(channel.id())
        .bind(person)
        .bind(organization)
        .optional()
        .await?;
    found.map(|(user, role)| Ok(Actor { user: Some(user), role: role.parse()? })).transpose()
}

/// The organizations a person acts in, the longest known first.
pub async fn list_organizations(control: &mut Control, (channel, person): (Channel, &str)) -> Result<Vec<Organization>> {
    control
        .sql(
            "SELECT o.id, o.slug, o.name, o.currency, o.timezone, o.locale, o.kind, o.count_open_orders
             FROM chat_links l JOIN organizations o ON o.id = l.organization_id
             JOIN memberships m ON m.organization_id = l.organization_id AND m.user_id = l.user_id
             WHERE l.channel = $1 AND l.person = $2 ORDER BY l.linked_at, o.id",
        )
        .bind(channel.id())
        .bind(person)
        .all()
        .await
}

/// Who is linked to an organization, by whatever service, the oldest link first.
pub async fn list_links(control: &mut Control, organization: OrganizationId) -> Result<Vec<LinkedChat>> {
    control
        .sql(
            "SELECT l.channel, l.person, p.name, l.user_id, m.role, l.linked_at FROM chat_links l
             JOIN chat_people p ON p.channel = l.channel AND p.person = l.person
             JOIN memberships m ON m.organization_id = l.organization_id AND m.user_id = l.user_id
             WHERE l.organization_id = $1 ORDER BY l.linked_at, l.channel, l.person",
        )
        .bind(organization)
        .all()
        .await
}

/// Cuts a link. The member stays one, and may link again.
pub async fn unlink(control: &mut Control, (channel, person): (Channel, &str), organization: OrganizationId) -> Result<bool> {
    let cut = control
        .sql("DELETE FROM chat_links WHERE channel = $1 AND person = $2 AND organization_id = $3")
        .bind(channel.id())
        .bind(person)
        .bind(organization)
        .execute()
        .await?;
    control
        .sql("UPDATE chat_people SET organization_id = NULL WHERE channel = $1 AND person = $2 AND organization_id = $3")
        .bind(channel.id())
        .bind(person)
        .bind(organization)
        .execute()
        .await?;
    Ok(cut > 0)
}

/// Ends a membership with all its links. The last owner cannot leave: nobody could manage the organization then.
pub async fn leave(control: &mut Control, organization: OrganizationId, user: UserId) -> Result<()> {
    // A write first: two owners leaving at once wait for each other.
    control.sql("UPDATE memberships SET role = role WHERE organization_id = $1").bind(organization).execute().await?;
    let (others,): (i64,) = control
        .sql("SELECT COUNT(*) FROM memberships WHERE organization_id = $1 AND role = 'owner' AND user_id <> $2")
        .bind(organization)
        .bind(user)
        .one()
        .await?;
    let member = crate::tenancy::get_actor(control, organization, user).await?;
    if member.role == Role::Owner && others == 0 {
        return Err(Error::Invalid(Problem::new("last-owner")));
    }
    let people: Vec<(String, String)> = control
        .sql("SELECT channel, person FROM chat_links WHERE organization_id = $1 AND user_id = $2 ORDER BY channel, person")
        .bind(organization)
        .bind(user)
        .all()
        .await?;
    for (channel, person) in &people {
        if let Some(channel) = Channel::of_id(channel) {
            unlink(control, (channel, person), organization).await?;
        }
    }
    control
        .sql("DELETE FROM memberships WHERE organization_id = $1 AND user_id = $2")
        .bind(organization)
        .bind(user)
        .execute()
        .await?;
    Ok(())
}
