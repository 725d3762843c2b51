//! Letters to chats. A letter is posted once, whatever happens; it is delivered call by call, in the order of its chat.
//! A call whose answer never came is in doubt: it is repeated a few times, marked where the service cannot tell them apart.

use chrono::{DateTime, Duration, Utc};

use super::boxes;
use crate::clock::Clock;
use crate::error::Result;
use crate::ids::{IdSource, OrganizationId};
use crate::store::{Control, FromRow, Row, Store};
use crate::tenancy::Channel;

/// A sender not heard of for so long died between a request and its answer.
pub(super) const LIVES: Duration = Duration::seconds(90);
/// A letter that could not be delivered for so long has failed.
const GIVEN_UP: Duration = Duration::hours(24);
/// A call whose answer never came is repeated so often. Each repetition is marked, so more do no harm; a service that takes
/// and never answers is not sent the same for ever.
const REPEATED: i64 = 3;
/// And so often after this program fell in the middle of the call, which says nothing of the service.
const REPEATED_AFTER_FALLS: i64 = 12;
/// Settled letters are remembered so long: their keys keep them from being posted again.
const REMEMBERED: Duration = Duration::days(14);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Pending,
    Sending,
    Sent,
    /// Begun again and again, never answered: it may have arrived.
    Unknown,
    Failed,
}

impl State {
    pub fn id(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Unknown => "unknown",
            Self::Failed => "failed",
        }
    }
}

/// A letter to be posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLetter {
    /// What makes it this letter: `telegram:123:77:0` (an update and which answer of it), `digest:ORG:SCHEDULE:DATE:CHAT`.
    pub key: String,
    pub channel: Channel,
    pub chat: String,
    pub organization: Option<OrganizationId>,
    /// JSON that the service's courier understands.
    pub payload: String,
}

/// A letter on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub id: i64,
    pub key: String,
    pub chat: String,
    pub payload: String,
    /// The call to make now; those before it were answered.
    pub step: i64,
    /// The call was begun before and its answer never came.
    pub in_doubt: bool,
    /// How often that happened.
    doubts: i64,
    pub attempts: i64,
    pub posted_at: DateTime<Utc>,
    /// Who claimed it: a sender that lost its lease must not settle what another sends now.
    worker: Option<String>,
}

impl FromRow for Letter {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            key: row.get(1)?,
            chat: row.get(2)?,
            payload: row.get(3)?,
            step: row.get(4)?,
            in_doubt: row.get::<i64>(5)? > 0,
            doubts: row.get(5)?,
            attempts: row.get(6)?,
            posted_at: row.get(7)?,
            worker: row.get(8)?,
        })
    }
}

/// Posts letters, in order. One whose key is known already is left out; one to a closed chat fails at once.
pub async fn post(control: &mut Control, (ids, clock): (&IdSource, Clock), letters: Vec<NewLetter>) -> Result<()> {
    for letter in letters {
        post_one(control, (ids, clock), letter).await?;
    }
    Ok(())
}

async fn post_one(control: &mut Control, (ids, clock): (&IdSource, Clock), letter: NewLetter) -> Result<()> {
    let known: Option<(i64,)> = control.sql("SELECT id FROM outbox WHERE letter_key = $1").bind(&letter.key).optional().await?;
    if known.is_some() {
        return Ok(());
    }
    // The number holds the chat until the letter is posted: nobody gives it another id meanwhile.
    let (mut chat, mut number) = (letter.chat.clone(), boxes::next_number(control, letter.channel, &letter.chat).await?);
    if let Some(to) = boxes::moved_to(control, letter.channel, &chat).await? {
        number = boxes::next_number(control, letter.channel, &to).await?;
        chat = to;
    }
    let closed = boxes::closed(control, letter.channel, &chat).await?;
    let state = if closed.is_some() { State::Failed } else { State::Pending };
    let now = clock.now();
    control
        .sql(
            "INSERT INTO outbox (id, letter_key, channel, chat, number, organization_id, payload, state, step, doubts, attempts,
                 not_before, lease, problem, posted_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, 0, 0, $9, $10) ON CONFLICT (letter_key) DO NOTHING",
        )
        .bind(ids.next(now))
        .bind(&letter.key)
        .bind(letter.channel.id())
        .bind(&chat)
        .bind(number)
        .bind(letter.organization)
        .bind(letter.payload.replace('\0', ""))
        .bind(state.id())
        .bind(closed)
        .bind(now)
        .execute()
        .await?;
    Ok(())
}

/// Takes the next letters, at most one a chat and `limit` in all. Chats that are closed or must wait are passed over;
/// nothing while the whole service must wait. `begins`: their calls begin at once, nobody says so later (`begun`).
pub(super) async fn claim(
    store: &Store,
    clock: Clock,
    (channel, worker): (Channel, &str),
    (limit, begins): (usize, bool),
) -> Result<Vec<Letter>> {
    let now = clock.now();
    let mut control = store.control().await?;
    let mut found: Vec<Letter> = control
        .sql(
            "UPDATE outbox SET state = 'sending', worker = $2, lease = $3, attempts = attempts + 1, doubts = doubts + $6
             WHERE channel = $1 AND state = 'pending' AND id IN (
                 SELECT o.id FROM outbox o JOIN chats c ON c.channel = o.channel AND c.chat = o.chat
                 WHERE o.channel = $1 AND o.state = 'pending' AND o.not_before <= $4 AND c.state = 'open' AND c.next_at <= $4
                 AND NOT EXISTS (SELECT 1 FROM chats s WHERE s.channel = $1 AND s.chat = '' AND s.next_at > $4)
                 AND NOT EXISTS (SELECT 1 FROM outbox earlier WHERE earlier.channel = o.channel AND earlier.chat = o.chat
                     AND earlier.number < o.number AND earlier.state IN ('pending', 'sending'))
                 ORDER BY o.id LIMIT $5)
             RETURNING id, letter_key, chat, payload, step, doubts, attempts, posted_at, worker",
        )
        .bind(channel.id())
        .bind(worker)
        .bind(now + LIVES)
        .bind(now)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .bind(i64::from(begins))
        .all()
        .await?;
    control.commit().await?;
    for letter in &mut found {
        letter.doubts -= i64::from(begins);
        letter.in_doubt = letter.doubts > 0;
    }
    found.sort_by_key(|it| it.id);
    Ok(found)
}

/// The service is about to hear of it: from now on the call is in doubt until its answer is stored. False: another process
/// has the letter by now, and the call must not be made.
pub async fn begun(store: &Store, letter: &Letter) -> Result<bool> {
    let mut control = store.control().await?;
    let ours = control
        .sql("UPDATE outbox SET doubts = $2 WHERE id = $1 AND state = 'sending' AND worker = $3")
        .bind(letter.id)
        .bind(letter.doubts + 1)
        .bind(letter.worker.as_deref())
        .execute()
        .await?;
    control.commit().await?;
    Ok(ours > 0)
}

/// Whether anything waits, be it for later.
pub(super) async fn is_empty(store: &Store, channel: Channel) -> Result<bool> {
    let mut control = store.control_read().await?;
    let waiting: Option<(i64,)> = control
        .sql("SELECT id FROM outbox WHERE channel = $1 AND state IN ('pending', 'sending') LIMIT 1")
        .bind(channel.id())
        .optional()
        .await?;
    Ok(waiting.is_none())
}

/// A call was answered. The next one may go to this chat at `next_at`.
pub(super) async fn step_done(
    control: &mut Control,
    clock: Clock,
    (channel, letter): (Channel, &Letter),
    (is_last, next_at): (bool, DateTime<Utc>),
) -> Result<()> {
    let now = clock.now();
    let state = if is_last { State::Sent } else { State::Pending };
    control
        .sql(
            "UPDATE outbox SET state = $2, step = step + 1, doubts = 0, attempts = 0, worker = NULL, problem = NULL,
                 payload = CASE WHEN $2 = 'sent' THEN '' ELSE payload END,
                 sent_at = CASE WHEN $2 = 'sent' THEN CAST($3 AS BIGINT) ELSE NULL END
             WHERE id = $1 AND state = 'sending' AND worker = $4",
        )
        .bind(letter.id)
        .bind(state.id())
        .bind(now)
        .bind(letter.worker.as_deref())
        .execute()
        .await?;
    boxes::pause(control, channel, Some(&letter.chat), next_at).await
}

/// Surely not delivered: again, not before this moment. One that waited a whole day has failed.
pub(super) async fn put_back(
    control: &mut Control,
    clock: Clock,
    letter: &Letter,
    (not_before, problem): (DateTime<Utc>, &str),
) -> Result<()> {
    if clock.now() - letter.posted_at > GIVEN_UP {
        return end(control, letter, State::Failed, problem).await;
    }
    control
        .sql(
            "UPDATE outbox SET state = 'pending', worker = NULL, not_before = $2, problem = $3, doubts = $5
             WHERE id = $1 AND state = 'sending' AND worker = $4",
        )
        .bind(letter.id)
        .bind(not_before)
        .bind(problem)
        .bind(letter.worker.as_deref())
        .bind(letter.doubts)
        .execute()
        .await?;
    Ok(())
}

/// The answer never came: the call is repeated. True: it was repeated often enough, and the letter is left as unknown.
/// One that the service knows is repeated every time.
pub(super) async fn doubt(
    control: &mut Control,
    letter: &Letter,
    (not_before, problem): (DateTime<Utc>, &str),
    is_known: bool,
) -> Result<bool> {
    if letter.doubts >= REPEATED && !is_known {
        end(control, letter, State::Unknown, problem).await?;
        return Ok(true);
    }
    control
        .sql(
            "UPDATE outbox SET state = 'pending', worker = NULL, doubts = $5, not_before = $2, problem = $3
             WHERE id = $1 AND state = 'sending' AND worker = $4",
        )
        .bind(letter.id)
        .bind(not_before)
        .bind(problem)
        .bind(letter.worker.as_deref())
        .bind(letter.doubts + 1)
        .execute()
        .await?;
    Ok(false)
}

pub(super) async fn end(control: &mut Control, letter: &Letter, state: State, problem: &str) -> Result<()> {
    control
        .sql(
            "UPDATE outbox SET state = $2, worker = NULL, problem = $3
             WHERE id = $1 AND state = 'sending' AND worker = $4",
        )
        .bind(letter.id)
        .bind(state.id())
        .bind(problem)
        .bind(letter.worker.as_deref())
        .execute()
        .await?;
    Ok(())
}

/// What senders that died had claimed waits again, in doubt if its call was begun; what was repeated often enough is unknown,
/// unless the service knows it. Old letters are forgotten. Returns the unknown ones.
pub(super) async fn recover(
    store: &Store,
    clock: Clock,
    (channel, dead): (Channel, Dead<'_>),
    is_known: impl Fn(&Letter) -> bool,
) -> Result<Vec<Letter>> {
    let now = clock.now();
    let (mine, before) = match dead {
        Dead::AllBut(worker) => (worker, now + Duration::days(3650)),
        Dead::Silent => ("", now),
    };
    let mut control = store.control().await?;
    let mut unknown: Vec<Letter> = control
        .sql(
            "UPDATE outbox SET state = 'sending' WHERE channel = $1 AND state = 'sending' AND lease < $2 AND worker <> $3
             AND doubts > $4 RETURNING id, letter_key, chat, payload, step, doubts, attempts, posted_at, worker",
        )
        .bind(channel.id())
        .bind(before)
        .bind(mine)
        .bind(REPEATED_AFTER_FALLS)
        .all()
        .await?;
    unknown.retain(|it| !is_known(it));
    for letter in &unknown {
        end(&mut control, letter, State::Unknown, "cut off").await?;
    }
    control
        .sql(
            "UPDATE outbox SET state = 'pending', worker = NULL
             WHERE channel = $1 AND state = 'sending' AND lease < $2 AND worker <> $3",
        )
        .bind(channel.id())
        .bind(before)
        .bind(mine)
        .execute()
        .await?;
    control
        .sql("DELETE FROM outbox WHERE posted_at < $1 AND state IN ('sent', 'unknown', 'failed')")
        .bind(now - REMEMBERED)
        .execute()
        .await?;
    control.commit().await?;
    Ok(unknown)
}

/// Which senders have died.
#[derive(Clone, Copy, Debug)]
pub(super) enum Dead<'a> {
    /// This worker has just become the only sender.
    AllBut(&'a str),
    /// Those not heard of for long.
    Silent,
}

/// A letter that did not surely arrive, for the owner to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    pub channel: Channel,
    pub chat: String,
    pub state: State,
    pub problem: String,
    pub posted_at: DateTime<Utc>,
}

impl FromRow for Undelivered {
    fn from_row(row: &Row) -> Result<Self> {
        let channel: String = row.get(0)?;
        let state: String = row.get(2)?;
        Ok(Self {
            channel: Channel::of_id(&channel).ok_or_else(|| anyhow::anyhow!("no channel {channel}"))?,
            chat: row.get(1)?,
            state: if state == State::Unknown.id() { State::Unknown } else { State::Failed },
            problem: row.get::<Option<String>>(3)?.unwrap_or_default(),
            posted_at: row.get(4)?,
        })
    }
}

/// Letters of an organization that did not surely arrive, the newest first.
pub async fn undelivered(control: &mut Control, organization: OrganizationId, limit: i64) -> Result<Vec<Undelivered>> {
    control
        .sql(
            "SELECT channel, chat, state, problem, posted_at FROM outbox
             WHERE organization_id = $1 AND state IN ('unknown', 'failed') ORDER BY id DESC LIMIT $2",
        )
        .bind(organization)
        .bind(limit)
        .all()
        .await
}
