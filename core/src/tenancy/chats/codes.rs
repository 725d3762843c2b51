//! Codes that join a chat to an organization: one use, ten minutes, stored as digests, few guesses.

use chrono::Duration;

use super::{Channel, people};
use crate::clock::Clock;
use crate::error::{Error, Problem, Result};
use crate::ids::{IdSource, OrganizationId, UserId};
use crate::store::Control;
use crate::tenancy::access::{digest, random_bytes};
use crate::tenancy::{Role, attempts, create_user, set_membership};

const CODE_LIVES: Duration = Duration::minutes(10);
/// Letters that nobody takes for another, when read aloud or on a phone.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ+";
const SHORT_LENGTH: usize = 8;
/// Wrong codes a person may try within the time of a code, and all people of a service together.
const GUESSES: i64 = 5;
const GUESSES_OF_ALL: i64 = 200;

/// What a code gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// The chat of this member.
    Member(UserId),
    /// A new member with this role.
    Invitation(Role),
}

/// The same code twice: in a link, and to be typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkCode {
    /// 160 random bits as 32 letters and digits.
    pub long: String,
    /// `K7PM-2WQX`
    pub short: String,
}

pub async fn create_code(control: &mut Control, clock: Clock, organization: OrganizationId, grant: Grant) -> Result<LinkCode> {
    let code = LinkCode { long: random_code(32)?, short: random_code(SHORT_LENGTH)? };
    let (user, role) = match grant {
        Grant::Member(user) => (Some(user), None),
        Grant::Invitation(role) => (None, Some(role.id())),
    };
    control.sql("DELETE FROM link_codes WHERE expires_at < $1").bind(clock.now()).execute().await?;
    control
        .sql(
            "INSERT INTO link_codes (long_hash, short_hash, organization_id, user_id, role, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(digest(&code.long))
        .bind(digest(&code.short))
        .bind(organization)
        .bind(user)
        .bind(role)
        .bind(clock.now() + CODE_LIVES)
        .execute()
        .await?;
    let (one, other) = code.short.split_at(SHORT_LENGTH / 2);
    Ok(LinkCode { short: format!("{one}-{other}"), ..code })
}

/// Whether words look like a code; then they are one, right or wrong.
pub fn as_code(words: &str) -> Option<String> {
    let plain: String = words.trim().chars().filter(|it| !matches!(it, '-' | '–' | ' ')).collect();
    let upper = plain.to_uppercase();
    let fits = |it: &u8| ALPHABET.contains(it) && *it != b'+';
    let digit = upper.bytes().any(|it| it.is_ascii_digit());
    (matches!(upper.len(), SHORT_LENGTH | 32) && digit && upper.as_bytes().iter().all(fits)).then_some(upper)
}

/// Uses a code up and links the person. A wrong, used or expired code is the same to whoever asks; a few may be tried.
/// What was tried is stored even when the code is wrong, so the caller commits either way.
pub async fn redeem_code(
    control: &mut Control,
    (ids, clock): (&IdSource, Clock),
    (channel, person, name): (Channel, &str, &str),
    words: &str,
) -> Result<std::result::Result<OrganizationId, Problem>> {
    let Some(code) = as_code(words) else { return Ok(Err(Problem::new("code-spent"))) };
    let own = format!("code:{}:{person}", channel.id());
    let all = format!("code:{}", channel.id());
    if attempts::are_over(control, clock, &own, GUESSES).await?
        || attempts::are_over(control, clock, &all, GUESSES_OF_ALL).await?
    {
        return Ok(Err(Problem::new("code-too-often")));
    }
    // One statement, so that of two people with one code only one gets in.
    let used: Option<(OrganizationId, Option<UserId>, Option<String>)> = control
        .sql(
            "UPDATE link_codes SET used_at = $1 WHERE (long_hash = $2 OR short_hash = $2) AND used_at IS NULL AND expires_at > $1
             RETURNING organization_id, user_id, role",
        )
        .bind(clock.now())
        .bind(digest(&code))
        .optional()
        .await?;
    let Some((organization, user, role)) = used else {
        attempts::count(control, clock, &own, CODE_LIVES).await?;
        attempts::count(control, clock, &all, CODE_LIVES).await?;
        return Ok(Err(Problem::new("code-spent")));
    };
    let user = match (user, role) {
        (Some(user), _) => user,
        (None, role) => {
            // Who is a member already keeps the better of both roles.
            let known = people::actor_of(control, (channel, person), organization).await?;
            match known.and_then(|it| it.user) {
                Some(user) => user,
                None => {
                    let role: Role = role.unwrap_or_default().parse()?;
                    let user = create_user(control, ids, clock, None, name).await?.id;
                    set_membership(control, clock, organization, user, role).await?;
                    user
                }
            }
        }
    };
    match crate::tenancy::get_actor(control, organization, user).await {
        // The member was removed after the code was made.
        Err(Error::NotFound(_)) => return Ok(Err(Problem::new("code-spent"))),
        other => other?,
    };
    people::link(control, clock, (channel, person), (organization, user)).await?;
    Ok(Ok(organization))
}

/// Always with a digit: so that no word is taken for a code.
fn random_code(length: usize) -> Result<String> {
    let mut code = String::with_capacity(length);
    while code.len() < length || !code.bytes().any(|it| it.is_ascii_digit()) {
        if code.len() == length {
            code.clear();
        }
        for byte in random_bytes::<64>()? {
            // The last letter of the alphabet only makes it a power of two.
            let letter = ALPHABET[usize::from(byte % 32)];
            if letter != b'+' && code.len() < length {
                code.push(char::from(letter));
            }
        }
    }
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        assert_eq!(as_code(" k7pm-2wqx ").as_deref(), Some("K7PM2WQX"));
        assert_eq!(as_code("K7PM 2WQX").as_deref(), Some("K7PM2WQX"));
        for no in ["виручка", "revenues", "revenue!", "K7PM-2WQ", "K7PM-2WQ0", "K7PM2WQ+", ""] {
            assert_eq!(as_code(no), None, "{no}");
        }
        let code = random_code(32).unwrap();
        assert_eq!(as_code(&code), Some(code));
    }
}
