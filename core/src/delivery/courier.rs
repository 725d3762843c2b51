//! The loop that delivers letters of a service. One process does it at a time; limits of the service are kept, pauses it
//! asks for are obeyed, chats do not wait for each other.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::Instant;

use super::outbox::{self, Dead, Letter, NewLetter, State};
use super::reader::Desk;
use super::{boxes, lease, lease::Lease};
use crate::error::Result;
use crate::tenancy::Channel;

/// Calls under way at once.
const AT_ONCE: usize = 32;
/// Between looks while letters wait for their time, and while there are none (another process may post one).
const LOOKED_EVERY: Duration = Duration::from_millis(100);
const LOOKED_FOR_NEW_EVERY: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// How long calls under way may take when the program stops; then they are in doubt.
const LAST_CALLS: Duration = Duration::from_secs(8);

/// What became of one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivered {
    /// The service took it. `more`: the letter needs another call.
    Taken { more: bool },
    /// Surely not taken: again after a while.
    NotNow { problem: String },
    /// The service said when: this chat alone, or everything.
    Later { after: Duration, whole_service: bool },
    /// Begun, and the answer never came.
    Unanswered { problem: String },
    /// Nothing can be delivered to this chat any more.
    Closed { reason: String },
    /// The chat has another id now.
    Moved { chat: String },
    /// Not taken, and never will be.
    Refused { problem: String },
}

/// How much a service bears.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Calls a second in all. No more letters are begun in one, so that few are in doubt after a fall; a courier that
    /// must not make more calls counts them itself, when they are made (`Turnstile`).
    pub in_all: u32,
}

/// Makes the calls of a service.
pub trait Courier: Send + Sync + 'static {
    fn channel(&self) -> Channel;

    fn limits(&self) -> Limits;

    /// At least so long after a call to a chat comes the next one to it.
    fn spacing(&self, chat: &str) -> Duration;

    /// Whether `call` says itself when the service is about to hear (`outbox::begun`): what is drawn and waited for before is
    /// in no doubt after a fall. Otherwise a call begins when its letter is claimed.
    fn tells_when_it_begins(&self) -> bool {
        false
    }

    /// Makes the call number `letter.step` of a letter. Which calls a letter needs depends on its payload alone.
    fn call(&self, letter: &Letter) -> impl Future<Output = Delivered> + Send;

    /// Whether the service knows the letter's call if it has got it already: then one that was cut off is made again as often
    /// as it takes.
    fn knows(&self, _letter: &Letter) -> bool {
        false
    }

    /// The chat has another id: what else is kept by it.
    fn moved(&self, from: &str, to: &str) -> impl Future<Output = Result<()>> + Send;

    /// A letter that says that this one may not have arrived; none for a letter that says so itself.
    fn about_doubt(&self, letter: &Letter) -> Option<NewLetter>;
}

/// Delivers until `stopping` is done.
pub async fn deliver<C: Courier>(desk: Desk<'_>, courier: Arc<C>, stopping: impl Future<Output = ()>) -> Result<()> {
    let channel = courier.channel();
    let lease = Lease::new(format!("outbox:{}", channel.id()))?;
    let worker = crate::tenancy::random_token()?;
    let mut stopping = std::pin::pin!(stopping);
    let mut under_way: JoinSet<(Letter, Delivered)> = JoinSet::new();
    let mut allowance = Allowance::new(courier.limits().in_all);
    let mut bell = desk.bells.outbox.listener();
    let mut held_until: Option<Instant> = None;
    let mut renewed_at: Option<Instant> = None;
    loop {
        if renewed_at.is_none_or(|it| it.elapsed() >= lease::RENEWED_EVERY) {
            renewed_at = Some(Instant::now());
            let was_held = held_until.is_some_and(|it| it > Instant::now());
            match lease.hold(desk.store, desk.clock).await {
                Ok(Some(_)) => {
                    let dead = if was_held { Dead::Silent } else { Dead::AllBut(&worker) };
                    recover(desk, courier.as_ref(), dead).await;
                    held_until = Some(Instant::now() + 3 * lease::RENEWED_EVERY);
                }
                Ok(None) => held_until = None,
                Err(error) => tracing::warn!(%error, "the lease of the outbox could not be renewed: {error}"),
            }
        }
        let is_held = held_until.is_some_and(|it| it > Instant::now());
        let waiting = is_held && !outbox::is_empty(desk.store, channel).await.unwrap_or(false);
        let room = if waiting { (AT_ONCE - under_way.len()).min(allowance.left()) } else { 0 };
        let claimed = match room {
            0 => Ok(Vec::new()),
            room => {
                let begins = !courier.tells_when_it_begins();
                outbox::claim(desk.store, desk.clock, (channel, &worker), (room, begins)).await
            }
        };
        let claimed = claimed.unwrap_or_else(|error| {
            tracing::warn!(%error, "the outbox could not be read: {error}");
            Vec::new()
        });
        for letter in claimed {
            allowance.spend();
            let courier = Arc::clone(&courier);
            under_way.spawn(async move {
                let delivered = courier.call(&letter).await;
                (letter, delivered)
            });
        }
        let pause = if waiting { LOOKED_EVERY } else { LOOKED_FOR_NEW_EVERY };
        tokio::select! {
            () = &mut stopping => break,
            Some(ended) = under_way.join_next() => settle_joined(desk, courier.as_ref(), ended).await,
            _ = bell.changed() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
    let last = async {
        while let Some(ended) = under_way.join_next().await {
            settle_joined(desk, courier.as_ref(), ended).await;
        }
    };
    if tokio::time::timeout(LAST_CALLS, last).await.is_err() {
        tracing::warn!("letters under way were cut off; they will be marked when sent again");
    }
    lease.release(desk.store).await
}

async fn settle_joined<C: Courier>(
    desk: Desk<'_>,
    courier: &C,
    ended: std::result::Result<(Letter, Delivered), tokio::task::JoinError>,
) {
    match ended {
        Ok((letter, delivered)) => {
            if let Err(error) = settle(desk, courier, &letter, delivered).await {
                tracing::error!(%error, letter = letter.id, "what became of a letter was not stored: {error}");
            }
        }
        // A panic: its lease runs out, and the call is repeated as one in doubt.
        Err(error) => tracing::error!(%error, "a letter was not delivered: {error}"),
    }
}

async fn settle<C: Courier>(desk: Desk<'_>, courier: &C, letter: &Letter, delivered: Delivered) -> Result<()> {
    let channel = courier.channel();
    let now = desk.clock.now();
    let mut control = desk.store.control().await?;
    match delivered {
        Delivered::Taken { more } => {
            let next_at = now + wide(courier.spacing(&letter.chat));
            outbox::step_done(&mut control, desk.clock, (channel, letter), (!more, next_at)).await?;
        }
        Delivered::NotNow { problem } => {
            tracing::info!(letter = letter.id, "a letter waits: {problem}");
            outbox::put_back(&mut control, desk.clock, letter, (now + back_off(letter.attempts), &problem)).await?;
        }
        Delivered::Later { after, whole_service } => {
            tracing::warn!(letter = letter.id, whole_service, "the service asks to wait {after:?}");
            let until = now + wide(after);
            boxes::pause(&mut control, channel, (!whole_service).then_some(letter.chat.as_str()), until).await?;
            outbox::put_back(&mut control, desk.clock, letter, (until, "asked to wait")).await?;
        }
        Delivered::Unanswered { problem } => {
            tracing::warn!(letter = letter.id, "the answer to a letter never came: {problem}");
            let again = (now + back_off(letter.attempts), problem.as_str());
            if outbox::doubt(&mut control, letter, again, courier.knows(letter)).await? {
                outbox::post(&mut control, (desk.ids, desk.clock), courier.about_doubt(letter).into_iter().collect()).await?;
            }
        }
        Delivered::Closed { reason } => {
            tracing::info!(letter = letter.id, "a chat is closed: {reason}");
            boxes::close(&mut control, channel, &letter.chat, &reason).await?;
        }
        Delivered::Moved { chat } => {
            outbox::put_back(&mut control, desk.clock, letter, (now, "moved")).await?;
            boxes::rename(&mut control, channel, (&letter.chat, &chat)).await?;
            control.commit().await?;
            return courier.moved(&letter.chat, &chat).await;
        }
        Delivered::Refused { problem } => {
            tracing::error!(letter = letter.id, "a letter was refused: {problem}");
            outbox::end(&mut control, letter, State::Failed, &problem).await?;
        }
    }
    control.commit().await
}

async fn recover<C: Courier>(desk: Desk<'_>, courier: &C, dead: Dead<'_>) {
    let recovered = async {
        let unknown = outbox::recover(desk.store, desk.clock, (courier.channel(), dead), |it| courier.knows(it)).await?;
        let letters: Vec<NewLetter> = unknown.iter().filter_map(|it| courier.about_doubt(it)).collect();
        if !letters.is_empty() {
            let mut control = desk.store.control().await?;
            outbox::post(&mut control, (desk.ids, desk.clock), letters).await?;
            control.commit().await?;
        }
        Ok::<(), crate::error::Error>(())
    };
    if let Err(error) = recovered.await {
        tracing::warn!(%error, "letters cut off could not be looked for: {error}");
    }
}

/// Longer with every try, and never the same for all: half of the time is random.
fn back_off(attempts: i64) -> chrono::Duration {
    let doubled = FIRST_PAUSE * 2u32.pow(u32::try_from(attempts.clamp(1, 8) - 1).unwrap_or(0));
    let longest = doubled.min(LONGEST_PAUSE);
    let share = f64::from(crate::tenancy::random_node()) / f64::from(u16::MAX);
    wide(longest.mul_f64(0.5 + share / 2.0))
}

fn wide(duration: Duration) -> chrono::Duration {
    chrono::Duration::from_std(duration).unwrap_or(chrono::Duration::days(1))
}

/// Letters that may be begun now: so many a second, none saved up for later.
struct Allowance {
    a_second: u32,
    /// Moments of the last second's.
    spent: std::collections::VecDeque<Instant>,
}

impl Allowance {
    fn new(a_second: u32) -> Self {
        Self { a_second, spent: std::collections::VecDeque::new() }
    }

    fn left(&mut self) -> usize {
        while self.spent.front().is_some_and(|it| it.elapsed() >= Duration::from_secs(1)) {
            self.spent.pop_front();
        }
        (self.a_second as usize).saturating_sub(self.spent.len())
    }

    fn spend(&mut self) {
        self.spent.push_back(Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_bounded() {
        for attempts in 1..40 {
            let pause = back_off(attempts).to_std().unwrap();
            assert!(pause >= FIRST_PAUSE / 2 && pause <= LONGEST_PAUSE, "{attempts}: {pause:?}");
        }
        assert!(back_off(9) > back_off(1));
    }

    #[test]
    fn a_second_holds_only_so_many_calls() {
        let mut allowance = Allowance::new(3);
        for left in (1..=3).rev() {
            assert_eq!(allowance.left(), left);
            allowance.spend();
        }
        assert_eq!(allowance.left(), 0);
    }
}
