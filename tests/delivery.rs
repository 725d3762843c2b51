//! The inbox and the outbox of services: nothing lost, nothing twice, the order of every chat kept, on both engines.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use kabinet_core::app::App;
use kabinet_core::clock::Clock;
use kabinet_core::delivery::{
    self, Courier, Delivered, Handled, Handler, Lease, Letter, Limits, NewLetter, State, Update, boxes, inbox, outbox,
};
use kabinet_core::error::{Error, Result};
use kabinet_core::store::Store;
use kabinet_core::tenancy::Channel;

use crate::support::{self, Fresh};

const SOURCE: &str = "telegram:1";

async fn app(fresh: &Fresh) -> (Arc<App>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Arc::new(support::app(fresh, folder.path()).await), folder)
}

fn letter(key: &str, chat: &str) -> NewLetter {
    NewLetter { key: key.into(), channel: Channel::Telegram, chat: chat.into(), organization: None, payload: key.into() }
}

async fn post(app: &App, letters: Vec<NewLetter>) {
    let mut control = app.store.control().await.unwrap();
    outbox::post(&mut control, (&app.ids, Clock::System), letters).await.unwrap();
    control.commit().await.unwrap();
    app.bells.outbox.ring();
}

async fn states(store: &Store) -> BTreeMap<String, usize> {
    let mut control = store.control_read().await.unwrap();
    let found: Vec<(String, i64)> =
        control.sql("SELECT state, COUNT(*) FROM outbox GROUP BY state ORDER BY state").all().await.unwrap();
    found.into_iter().map(|(state, n)| (state, n as usize)).collect()
}

/// A service that does what its script says with the calls, in the order they come; then takes all.
struct Service {
    script: Box<dyn Fn(&Letter, usize) -> Delivered + Send + Sync>,
    calls: AtomicUsize,
    /// Key, step, in doubt, when.
    heard: Mutex<Vec<(String, i64, bool, Instant)>>,
    moved: Mutex<Vec<(String, String)>>,
    spacing: Duration,
    in_all: u32,
    /// The call of this step is never answered.
    hangs_at: Option<i64>,
}

impl Service {
    fn new(script: impl Fn(&Letter, usize) -> Delivered + Send + Sync + 'static) -> Self {
        Self {
            script: Box::new(script),
            calls: AtomicUsize::new(0),
            heard: Mutex::default(),
            moved: Mutex::default(),
            spacing: Duration::ZERO,
            in_all: 1_000,
            hangs_at: None,
        }
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().iter().map(|it| it.0.clone()).collect()
    }
}

impl Courier for Service {
    fn channel(&self) -> Channel {
        Channel::Telegram
    }

    fn limits(&self) -> Limits {
        Limits { in_all: self.in_all }
    }

    fn spacing(&self, _: &str) -> Duration {
        self.spacing
    }

    async fn call(&self, letter: &Letter) -> Delivered {
        let n = self.calls.fetch_add(1, Ordering::Relaxed);
        self.heard.lock().unwrap().push((letter.key.clone(), letter.step, letter.in_doubt, Instant::now()));
        if self.hangs_at == Some(letter.step) {
            std::future::pending::<()>().await;
        }
        (self.script)(letter, n)
    }

    async fn moved(&self, from: &str, to: &str) -> Result<()> {
        self.moved.lock().unwrap().push((from.into(), to.into()));
        Ok(())
    }

    fn about_doubt(&self, letter: &Letter) -> Option<NewLetter> {
        (!letter.key.starts_with("doubt:")).then(|| super::delivery::letter(&format!("doubt:{}", letter.key), &letter.chat))
    }
}

const TAKEN: Delivered = Delivered::Taken { more: false };

/// Delivers until nothing waits, at most so long.
async fn deliver(app: &Arc<App>, service: &Arc<Service>) {
    let stop = Arc::new(tokio::sync::Notify::new());
    let (told, app_there, service_there) = (stop.clone(), app.clone(), service.clone());
    let loop_of_it =
        tokio::spawn(async move { delivery::deliver(app_there.desk(), service_there, told.notified()).await.unwrap() });
    for _ in 0..600 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let states = states(&app.store).await;
        if !states.contains_key("pending") && !states.contains_key("sending") {
            break;
        }
    }
    stop.notify_one();
    loop_of_it.await.unwrap();
}

#[tokio::test]
async fn a_letter_is_posted_once_and_chats_keep_their_order() {
    for fresh in support::both().await {
        let (app, _folder) = app(&fresh).await;
        let letters: Vec<NewLetter> = (0..90).map(|n| letter(&format!("{:02}", n), ["a", "b", "c"][n % 3])).collect();
        post(&app, letters.clone()).await;
        post(&app, letters).await;
        // The first call to "a" fails twice: "b" and "c" do not wait for it.
        let service = Arc::new(Service::new(|letter, n| match letter.chat.as_str() {
            "a" if n < 4 => Delivered::NotNow { problem: "down".into() },
            _ => TAKEN,
        }));
        deliver(&app, &service).await;
        assert_eq!(states(&app.store).await, BTreeMap::from([("sent".into(), 90)]));
        let heard = service.heard();
        for chat in 0..3 {
            let of_chat: Vec<usize> = heard.iter().map(|it| it.parse::<usize>().unwrap()).filter(|it| it % 3 == chat).collect();
            assert!(of_chat.is_sorted(), "{of_chat:?}");
            assert_eq!(of_chat.iter().collect::<BTreeSet<_>>().len(), 30);
        }
        // All that was repeated is the first letter of "a".
        let again: Vec<&String> = heard.iter().filter(|key| heard.iter().filter(|it| it == key).count() > 1).collect();
        assert!(again.iter().all(|it| *it == "00"), "{again:?}");
    }
}

#[tokio::test]
async fn pauses_are_obeyed_for_a_chat_and_for_all() {
    for fresh in support::both().await {
        let (app, _folder) = app(&fresh).await;
        post(&app, vec![letter("a1", "a"), letter("b1", "b")]).await;
        let service = Arc::new(Service::new(|letter, n| match (letter.key.as_str(), n) {
            ("a1", 0 | 1) => Delivered::Later { after: Duration::from_millis(1_200), whole_service: false },
            ("b2", 0..=4) => Delivered::Later { after: Duration::from_millis(1_100), whole_service: true },
            _ => TAKEN,
        }));
        deliver(&app, &service).await;
        let of = |key: &str| -> Vec<Instant> {
            service.heard.lock().unwrap().iter().filter(|it| it.0 == key).map(|it| it.3).collect()
        };
        let a1 = of("a1");
        assert_eq!(a1.len(), 2);
        assert!(a1[1] - a1[0] >= Duration::from_millis(1_190), "too early: {:?}", a1[1] - a1[0]);
        assert!(of("b1")[0] < a1[1], "another chat waited");
        post(&app, vec![letter("b2", "b"), letter("c1", "c")]).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
        deliver(&app, &service).await;
        let mut heard = service.heard.lock().unwrap().clone();
        heard.retain(|it| it.0 == "b2");
        assert_eq!(heard.len(), 2);
        assert!(heard[1].3 - heard[0].3 >= Duration::from_millis(1_090));
    }
}

#[tokio::test]
async fn doubt_is_repeated_marked_and_at_last_told() {
    for fresh in support::both().await {
        let (app, _folder) = app(&fresh).await;
        post(&app, vec![letter("once", "a"), letter("always", "b")]).await;
        let service = Arc::new(Service::new(|letter, _| match (letter.key.as_str(), letter.in_doubt) {
            ("once", false) | ("always", _) => Delivered::Unanswered { problem: "no answer".into() },
            _ => TAKEN,
        }));
        deliver(&app, &service).await;
        assert_eq!(states(&app.store).await, BTreeMap::from([("sent".into(), 2), ("unknown".into(), 1)]));
        let heard = service.heard.lock().unwrap().clone();
        let marks = |key: &str| heard.iter().filter(|it| it.0 == key).map(|it| it.2).collect::<Vec<_>>();
        assert_eq!(marks("once"), [false, true]);
        assert_eq!(marks("always"), [false, true, true, true]);
        assert_eq!(marks("doubt:always"), [false]);
    }
}

#[tokio::test]
async fn closed_chats_are_left_alone_until_somebody_writes_there() {
    for fresh in support::both().await {
        let (app, _folder) = app(&fresh).await;
        post(&app, vec![letter("1", "a"), letter("2", "a"), letter("3", "b")]).await;
        let service = Arc::new(Service::new(|letter, _| match letter.chat.as_str() {
            "a" => Delivered::Closed { reason: "blocked".into() },
            _ => TAKEN,
        }));
        deliver(&app, &service).await;
        post(&app, vec![letter("4", "a")]).await;
        deliver(&app, &service).await;
        assert_eq!(states(&app.store).await, BTreeMap::from([("failed".into(), 3), ("sent".into(), 1)]));
        assert_eq!(service.heard().iter().filter(|it| *it != "3").count(), 1);
        let mut control = app.store.control().await.unwrap();
        assert_eq!(boxes::closed(&mut control, Channel::Telegram, "a").await.unwrap().as_deref(), Some("blocked"));
        boxes::open(&mut control, Channel::Telegram, "a").await.unwrap();
        control.commit().await.unwrap();
        post(&app, vec![letter("5", "a")]).await;
        let friendly = Arc::new(Service::new(|_, _| TAKEN));
        deliver(&app, &friendly).await;
        assert_eq!(friendly.heard(), ["5"]);
    }
}

#[tokio::test]
async fn a_chat_that_moved_takes_its_letters_along_in_order() {
    for fresh in support::both().await {
        let (app, _folder) = app(&fresh).await;
        post(&app, (0..5).map(|n| letter(&n.to_string(), "old")).collect()).await;
        let service = Arc::new(Service::new(|letter, _| match letter.chat.as_str() {
            "old" => Delivered::Moved { chat: "new".into() },
            _ => TAKEN,
        }));
        deliver(&app, &service).await;
        assert_eq!(service.heard(), ["0", "0", "1", "2", "3", "4"]);
        assert_eq!(*service.moved.lock().unwrap(), [("old".to_owned(), "new".to_owned())]);
        // What was under way names the old id still, whatever the service says of it meanwhile.
        let mut control = app.store.control().await.unwrap();
        boxes::close(&mut control, Channel::Telegram, "old", "removed").await.unwrap();
        boxes::open(&mut control, Channel::Telegram, "old").await.unwrap();
        control.commit().await.unwrap();
        post(&app, vec![letter("5", "new"), letter("6", "old"), letter("7", "new")]).await;
        deliver(&app, &service).await;
        assert_eq!(service.heard()[6..], ["5", "6", "7"]);
        assert_eq!(states(&app.store).await, BTreeMap::from([("sent".into(), 8)]));
    }
}

/// A letter is posted at the moment its chat gets another id: whichever comes first, it is not lost.
#[tokio::test(flavor = "multi_thread")]
async fn a_letter_posted_while_its_chat_is_renamed_goes_to_the_new_one() {
    for fresh in support::both().await {
        let (app, _folder) = app(&fresh).await;
        post(&app, vec![letter("0", "old")]).await;
        // Posted, and not yet committed when the chat is renamed.
        let mut posting = app.store.control().await.unwrap();
        outbox::post(&mut posting, (&app.ids, Clock::System), vec![letter("1", "old")]).await.unwrap();
        let store = app.store.clone();
        let renaming = tokio::spawn(async move {
            let mut control = store.control().await.unwrap();
            boxes::rename(&mut control, Channel::Telegram, ("old", "new")).await.unwrap();
            control.commit().await.unwrap();
        });
        tokio::time::sleep(Duration::from_millis(100)).await;
        posting.commit().await.unwrap();
        renaming.await.unwrap();
        assert_eq!(waiting(&app.store).await, [("0", "new"), ("1", "new")].map(owned));
        // Renamed, and not yet committed when the letter is posted.
        post(&app, vec![letter("2", "older")]).await;
        let mut renaming = app.store.control().await.unwrap();
        boxes::rename(&mut renaming, Channel::Telegram, ("older", "newer")).await.unwrap();
        let other = app.clone();
        let posting = tokio::spawn(async move { post(&other, vec![letter("3", "older")]).await });
        tokio::time::sleep(Duration::from_millis(100)).await;
        renaming.commit().await.unwrap();
        posting.await.unwrap();
        assert_eq!(waiting(&app.store).await[2..], [("2", "newer"), ("3", "newer")].map(owned));
    }
}

fn owned((key, chat): (&str, &str)) -> (String, String) {
    (key.to_owned(), chat.to_owned())
}

/// Keys and chats of the letters that wait.
async fn waiting(store: &Store) -> Vec<(String, String)> {
    let mut control = store.control_read().await.unwrap();
    control.sql("SELECT letter_key, chat FROM outbox WHERE state = 'pending' ORDER BY letter_key").all().await.unwrap()
}

#[tokio::test]
async fn limits_of_the_service_are_kept() {
    for fresh in support::both().await {
        let (app, _folder) = app(&fresh).await;
        post(&app, (0..40).map(|n| letter(&n.to_string(), &format!("chat {}", n % 10))).collect()).await;
        let mut service = Service::new(|_, _| TAKEN);
        service.in_all = 20;
        service.spacing = Duration::from_millis(300);
        let service = Arc::new(service);
        deliver(&app, &service).await;
        let heard = service.heard.lock().unwrap().clone();
        assert_eq!(heard.len(), 40);
        for (n, first) in heard.iter().enumerate() {
            let within = heard[n..].iter().take_while(|it| it.3 - first.3 < Duration::from_millis(990)).count();
            assert!(within <= 20, "{within} calls in a second");
        }
        for chat in 0..10usize {
            let of_chat: Vec<Instant> =
                heard.iter().filter(|it| it.0.parse::<usize>().unwrap() % 10 == chat).map(|it| it.3).collect();
            assert!(of_chat.windows(2).all(|pair| pair[1] - pair[0] >= Duration::from_millis(290)));
        }
    }
}

/// Letters of several calls go on where they were; what a dead sender had begun is in doubt.
#[tokio::test]
async fn a_sender_that_died_leaves_doubt_and_nothing_else() {
    for fresh in support::both().await {
        let (app, _folder) = app(&fresh).await;
        post(&app, vec![letter("long", "a"), letter("next", "a")]).await;
        // Dies in its second call: the future is dropped as by a kill.
        let mut dying = Service::new(|_, _| Delivered::Taken { more: true });
        dying.hangs_at = Some(1);
        let dying = Arc::new(dying);
        let (app_there, dying_there) = (app.clone(), dying.clone());
        let doomed = tokio::spawn(async move {
            delivery::deliver(app_there.desk(), dying_there, std::future::pending()).await.unwrap();
        });
        while dying.heard.lock().unwrap().len() < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        doomed.abort();
        let _ = doomed.await;
        // As after a restart: the lease of the dead one runs out first.
        let mut control = app.store.control().await.unwrap();
        control.sql("UPDATE leases SET until = 0").execute().await.unwrap();
        control.commit().await.unwrap();
        let service = Arc::new(Service::new(|_, _| TAKEN));
        deliver(&app, &service).await;
        let heard: Vec<(String, i64, bool)> = service.heard.lock().unwrap().iter().map(|it| (it.0.clone(), it.1, it.2)).collect();
        assert_eq!(heard, [("long".into(), 1, true), ("next".into(), 0, false)]);
    }
}

#[tokio::test]
async fn one_of_two_processes_holds_a_lease() {
    for fresh in support::both().await {
        let (one, other) = (Lease::new("poll").unwrap(), Lease::new("poll").unwrap());
        assert_eq!(one.hold(&fresh.store, Clock::System).await.unwrap(), Some(0));
        assert_eq!(other.hold(&fresh.store, Clock::System).await.unwrap(), None);
        let mut control = fresh.store.control().await.unwrap();
        assert!(one.reached(&mut control, 77).await.unwrap());
        assert!(!other.reached(&mut control, 5).await.unwrap());
        control.commit().await.unwrap();
        assert_eq!(one.hold(&fresh.store, Clock::System).await.unwrap(), Some(77));
        one.release(&fresh.store).await.unwrap();
        assert_eq!(other.hold(&fresh.store, Clock::System).await.unwrap(), Some(77));
        assert_eq!(one.hold(&fresh.store, Clock::System).await.unwrap(), None);
    }
}

/// Answers every update with a letter; fails and falls over as told.
struct Echo {
    handled: Mutex<Vec<(i64, i64)>>,
    fails: fn(&Update) -> bool,
}

impl Handler for Echo {
    async fn handle(&self, update: &Update) -> Result<Handled> {
        self.handled.lock().unwrap().push((update.id, update.attempts));
        if (self.fails)(update) {
            return Err(Error::Busy { retry_after: Duration::from_millis(100) });
        }
        Ok(Handled { letters: vec![letter(&format!("{}:0", update.key()), &update.lane)] })
    }

    fn apologize(&self, update: &Update) -> Vec<NewLetter> {
        vec![letter(&format!("{}:sorry", update.key()), &update.lane)]
    }
}

async fn receive(store: &Store, id: i64, lane: &str) -> bool {
    let mut control = store.control().await.unwrap();
    let new = inbox::receive(&mut control, Clock::System, (SOURCE, id), (lane, "{}")).await.unwrap();
    control.commit().await.unwrap();
    new
}

#[tokio::test]
async fn updates_act_once_in_the_order_of_their_lanes_and_come_again_after_an_error() {
    for fresh in support::both().await {
        let (app, _folder) = app(&fresh).await;
        for id in 0..60 {
            assert!(receive(&app.store, id, ["x", "y", "z"][id as usize % 3]).await);
            assert!(!receive(&app.store, id, "x").await, "the same update twice");
        }
        let echo = Arc::new(Echo {
            handled: Mutex::default(),
            // One fails once, one always.
            fails: |update| (update.id == 7 && update.attempts == 1) || update.id == 8,
        });
        let stop = Arc::new(tokio::sync::Notify::new());
        let (there, told, echo_there) = (app.clone(), stop.clone(), echo.clone());
        let reading =
            tokio::spawn(async move { delivery::handle(there.desk(), SOURCE, echo_there, told.notified()).await.unwrap() });
        for _ in 0..200 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            if states(&app.store).await.get("pending") == Some(&60) {
                break;
            }
        }
        stop.notify_one();
        reading.await.unwrap();
        let handled = echo.handled.lock().unwrap().clone();
        for lane in 0..3 {
            let ids: Vec<i64> = handled.iter().map(|it| it.0).filter(|it| it % 3 == lane).collect();
            assert!(ids.is_sorted(), "{ids:?}");
        }
        assert_eq!(handled.iter().filter(|it| it.0 == 7).count(), 2);
        assert_eq!(handled.iter().filter(|it| it.0 == 8).count(), 3);
        let mut control = app.store.control_read().await.unwrap();
        let keys: Vec<(String,)> = control.sql("SELECT letter_key FROM outbox ORDER BY letter_key").all().await.unwrap();
        assert_eq!(keys.len(), 60);
        assert!(keys.iter().any(|it| it.0 == "telegram:1:8:sorry"));
        let ended: Vec<(String, i64)> =
            control.sql("SELECT state, COUNT(*) FROM inbox GROUP BY state ORDER BY state").all().await.unwrap();
        assert_eq!(ended, [("done".into(), 59), ("failed".into(), 1)]);
        let (kept,): (i64,) = control.sql("SELECT COUNT(*) FROM inbox WHERE payload <> ''").one().await.unwrap();
        assert_eq!(kept, 0, "words of people are kept");
    }
}

#[tokio::test]
async fn an_update_whose_handler_died_is_given_to_another() {
    for fresh in support::both().await {
        receive(&fresh.store, 1, "x").await;
        receive(&fresh.store, 2, "x").await;
        let claimed = inbox::claim(&fresh.store, Clock::System, (SOURCE, "dead"), 10).await.unwrap();
        assert_eq!(claimed.iter().map(|it| it.id).collect::<Vec<_>>(), [1], "a lane is handled one by one");
        inbox::note(&fresh.store, &claimed[0], "message 5").await.unwrap();
        assert_eq!(inbox::claim(&fresh.store, Clock::System, (SOURCE, "alive"), 10).await.unwrap(), []);
        assert_eq!(inbox::keep_alive(&fresh.store, Clock::System, (SOURCE, "alive")).await.unwrap(), []);
        assert_eq!(inbox::claim(&fresh.store, Clock::System, (SOURCE, "alive"), 10).await.unwrap(), []);
        let later = Clock::Fixed(Clock::System.now() + chrono::Duration::minutes(1));
        inbox::keep_alive(&fresh.store, later, (SOURCE, "alive")).await.unwrap();
        let claimed = inbox::claim(&fresh.store, later, (SOURCE, "alive"), 10).await.unwrap();
        assert_eq!(claimed.len(), 1);
        assert_eq!((claimed[0].id, claimed[0].attempts, claimed[0].note.as_deref()), (1, 2, Some("message 5")));
    }
}

#[tokio::test]
async fn the_owner_sees_what_did_not_arrive() {
    for fresh in support::both().await {
        let (app, _folder) = app(&fresh).await;
        let organization = support::organization(&app.store, "own").await;
        post(&app, vec![NewLetter { organization: Some(organization.id), ..letter("digest", "a") }]).await;
        let service = Arc::new(Service::new(|_, _| Delivered::Refused { problem: "chat not found".into() }));
        deliver(&app, &service).await;
        let mut control = app.store.control_read().await.unwrap();
        let found = outbox::undelivered(&mut control, organization.id, 10).await.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].state, found[0].problem.as_str()), (State::Failed, "chat not found"));
    }
}
