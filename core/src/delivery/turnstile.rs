//! So many calls in a second, counted when they are made: what is begun evenly does not bunch up on its way.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

/// Calls that may be made at once after a quiet moment are this share of a second's.
const AT_ONCE: u32 = 8;

/// Lets calls through one after another, so that no second holds more of them than it may.
#[derive(Debug)]
pub struct Turnstile {
    gate: Mutex<Gate>,
}

impl Turnstile {
    pub fn new(a_second: u32) -> Self {
        Self { gate: Mutex::new(Gate::new(a_second)) }
    }

    /// Waits for the turn of one call. Whoever came first goes first.
    pub async fn pass(&self) {
        let mut gate = self.gate.lock().await;
        // Looked at again after the sleep: a busy machine wakes late, and the next ones must not catch up.
        while let Err(wait) = gate.pass(Instant::now()) {
            tokio::time::sleep(wait).await;
        }
    }
}

/// A few at once, then evenly: together no more than the second may hold.
#[derive(Debug)]
struct Gate {
    every: Duration,
    slack: Duration,
    /// When the next call would be due if all had come evenly.
    due: Option<Instant>,
}

impl Gate {
    fn new(a_second: u32) -> Self {
        let at_once = (a_second / AT_ONCE).max(1);
        let every = Duration::from_secs(1) / a_second.saturating_sub(at_once).max(1);
        Self { every, slack: every * (at_once - 1), due: None }
    }

    /// One call now, or how long it has to wait.
    fn pass(&mut self, now: Instant) -> Result<(), Duration> {
        let due = self.due.unwrap_or(now).max(now);
        match due.saturating_duration_since(now).checked_sub(self.slack) {
            Some(wait) if !wait.is_zero() => Err(wait),
            _ => {
                self.due = Some(due + self.every);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Moments of the calls of a crowd that comes in waves and wakes late, by seeded chance.
    fn moments(a_second: u32, seed: u64) -> Vec<Duration> {
        let (mut gate, begin) = (Gate::new(a_second), Instant::now());
        let (mut now, mut moments, mut state) = (begin, Vec::new(), seed);
        let mut chance = move |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        while moments.len() < 600 {
            match gate.pass(now) {
                Ok(()) => moments.push(now - begin),
                // The machine is busy: some wake up to 150 ms late.
                Err(wait) => now += wait + Duration::from_micros(chance(150_000) * u64::from(chance(4) == 0)),
            }
            if chance(50) == 0 {
                now += Duration::from_millis(chance(3_000));
            }
        }
        moments
    }

    #[test]
    fn no_second_holds_more_calls_than_it_may() {
        for (a_second, seed) in [(1, 1), (5, 2), (25, 3), (25, 4), (25, 5), (50, 6)] {
            let moments = moments(a_second, seed);
            let most = (0..moments.len())
                .map(|n| moments[n..].iter().take_while(|it| **it - moments[n] < Duration::from_secs(1)).count())
                .max();
            assert!(most <= Some(a_second as usize), "{most:?} of {a_second}");
        }
    }

    #[test]
    fn what_is_waited_for_comes_evenly_and_as_fast_as_it_may() {
        let (mut gate, begin) = (Gate::new(25), Instant::now());
        let mut now = begin;
        let mut moments = Vec::new();
        while moments.len() < 223 {
            match gate.pass(now) {
                Ok(()) => moments.push(now - begin),
                Err(wait) => now += wait,
            }
        }
        // Three at once, then 22 a second.
        assert_eq!(moments.iter().filter(|it| it.is_zero()).count(), 3);
        let last = moments[222].as_secs_f64();
        assert!((9.99..10.01).contains(&last), "{last}");
        assert!(moments[3..].windows(2).all(|it| it[1] - it[0] >= Duration::from_millis(45)));
    }

    #[tokio::test]
    async fn who_waits_passes_in_turn() {
        let turnstile = std::sync::Arc::new(Turnstile::new(100));
        let (sender, mut passed) = tokio::sync::mpsc::unbounded_channel();
        for n in 0..20 {
            let (turnstile, sender) = (turnstile.clone(), sender.clone());
            tokio::spawn(async move {
                turnstile.pass().await;
                sender.send(n).unwrap();
            });
        }
        drop(sender);
        for n in 0..20 {
            assert_eq!(passed.recv().await, Some(n));
        }
    }
}
