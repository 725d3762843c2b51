//! People, their roles, and what a role may do.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use crate::clock::Clock;
use crate::error::{Error, Permission, Problem, Result};
use crate::ids::{IdSource, OrganizationId, UserId};
use crate::locale::Locale;
use crate::store::Control;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Owner,
    Manager,
    Viewer,
}

impl Role {
    pub fn id(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Viewer => "viewer",
        }
    }

    pub fn allows(self, permission: Permission) -> bool {
        match permission {
            Permission::Read => true,
            Permission::Edit => self != Self::Viewer,
            Permission::Manage => self == Self::Owner,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for Role {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self, Problem> {
        [Self::Owner, Self::Manager, Self::Viewer]
            .into_iter()
            .find(|it| it.id() == text)
            .ok_or_else(|| Problem::new("unknown-role").with("value", text))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub email: Option<String>,
    pub name: String,
}

/// Who is acting: a member with a role, or the operator at the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Absent: the operator of the machine, who may do everything.
    pub user: Option<UserId>,
    pub role: Role,
}

impl Actor {
    pub const OPERATOR: Self = Self { user: None, role: Role::Owner };

    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.role.allows(permission) { Ok(()) } else { Err(Error::Forbidden(permission)) }
    }
}

/// Creates a person. The address is folded to lower case; a second person with the same one is a conflict.
pub async fn create_user(control: &mut Control, ids: &IdSource, clock: Clock, email: Option<&str>, name: &str) -> Result<User> {
    let email = match email.map(|it| it.trim().to_lowercase()) {
        Some(email) if email.len() > 254 || !looks_like_address(&email) => {
            return Err(Problem::new("email-bad").with("email", email).into());
        }
        email => email,
    };
    let user = User { id: UserId(ids.next(clock.now())), email, name: name.trim().to_owned() };
    control
        .sql("INSERT INTO users (id, email, name, locale, created_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(user.id)
        .bind(user.email.clone())
        .bind(&user.name)
        .bind(Locale::Uk.id())
        .bind(clock.now())
        .execute()
        .await?;
    Ok(user)
}

pub async fn find_user_by_email(control: &mut Control, email: &str) -> Result<Option<User>> {
    let found: Option<(UserId, Option<String>, String)> =
        control.sql("SELECT id, email, name FROM users WHERE email = $1").bind(email.trim().to_lowercase()).optional().await?;
    Ok(found.map(|(id, email, name)| User { id, email, name }))
}

/// The person who owns this installation: enters the local portal by printed links, has no address.
pub async fn local_user(control: &mut Control, ids: &IdSource, clock: Clock) -> Result<User> {
    let found: Option<(UserId, Option<String>, String)> =
        control.sql("SELECT id, email, name FROM users WHERE email IS NULL AND name = '' ORDER BY id").optional().await?;
    match found {
        Some((id, email, name)) => Ok(User { id, email, name }),
        None => create_user(control, ids, clock, None, "").await,
    }
}

/// Makes a person a member, or changes the role of one.
pub async fn set_membership(
    control: &mut Control,
    clock: Clock,
    organization: OrganizationId,
    user: UserId,
    role: Role,
) -> Result<()> {
    control
        .sql(
            "INSERT INTO memberships (organization_id, user_id, role, created_at) VALUES ($1, $2, $3, $4)
              ON CONFLICT (organization_id, user_id) DO UPDATE SET role = excluded.role",
        )
        .bind(organization)
        .bind(user)
        .bind(role.id())
        .bind(clock.now())
        .execute()
        .await?;
    Ok(())
}

/// Names of an organization's members, or their addresses where they gave no name.
pub async fn member_names(control: &mut Control, organization: OrganizationId) -> Result<HashMap<UserId, String>> {
    let found: Vec<(UserId, String)> = control
        .sql(
            "SELECT u.id, CASE WHEN u.name = '' THEN COALESCE(u.email, '') ELSE u.name END FROM memberships m
             JOIN users u ON u.id = m.user_id WHERE m.organization_id = $1 ORDER BY u.id",
        )
        .bind(organization)
        .all()
        .await?;
    Ok(found.into_iter().filter(|(_, name)| !name.is_empty()).collect())
}

/// The member acting; an organization one is no member of is "not found".
pub async fn get_actor(control: &mut Control, organization: OrganizationId, user: UserId) -> Result<Actor> {
    let found: Option<(String,)> = control
        .sql("SELECT role FROM memberships WHERE organization_id = $1 AND user_id = $2")
        .bind(organization)
        .bind(user)
        .optional()
        .await?;
    let (role,) = found.ok_or(Error::NotFound("organization"))?;
    Ok(Actor { user: Some(user), role: role.parse()? })
}

fn looks_like_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && domain.contains('.') && !domain.starts_with('.') && !text.contains(char::is_whitespace)
    })
}
