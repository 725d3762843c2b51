//! What networks and services do: faults, cut lines, pauses, many chats at once. Over real HTTP.
//! `KABINET_TEST_FAULTS`: so many of each fault, time-outs included, instead of a few.

use std::time::Duration;

use kabinet_core::tenancy::Role;

use crate::support::telegram::bot::{Bot, OCTOBER, QUICK, clean, link};
use crate::support::telegram::{Fault, Line, Person, Telegram, in_order};
use crate::support::{self, Fresh};

/// What is asked, and what only its answer says.
const QUESTIONS: [(&str, &str); 3] = [("/settings", "Часовий пояс"), ("/language", "Якою мовою"), ("/menu", "Що подивимося")];

fn n_faults() -> Option<usize> {
    std::env::var("KABINET_TEST_FAULTS").ok().and_then(|it| it.parse().ok())
}

/// Waits until everybody has heard all answers, looks at their order; returns how many were marked as perhaps repeated.
async fn heard_by(bot: &Bot, person: &Person, fault: &str) -> usize {
    let answers = QUESTIONS.map(|it| it.1);
    let what = format!("all answers after {fault}");
    let heard = |it: &Telegram| in_order(&it.messages(person.id), &answers).ok();
    bot.telegram.until(&what, Duration::from_secs(400), heard).await
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_of_the_service_lose_nothing_and_double_nothing_unmarked() {
    let mut faults = vec![Fault::Slow(1.0), Fault::Slow(0.5), Fault::Internal, Fault::Page, Fault::HalfAnswer, Fault::Silence];
    if n_faults().is_some() {
        faults.push(Fault::Hang);
    }
    let [sqlite, postgres] = support::both().await;
    tokio::join!(faulty(&sqlite, &faults), faulty(&postgres, &faults));
}

async fn faulty(fresh: &Fresh, faults: &[Fault]) {
    let bot = Bot::start(fresh).await;
    // One fault a person, all at once: after a fault of the server the client waits for ten seconds.
    let many = faults.iter().cycle().take(faults.len() * n_faults().unwrap_or(1));
    let people: Vec<(Person, &Fault)> =
        many.zip(1_000..).map(|(fault, id)| (bot.telegram.person(id, "Клієнт", "uk"), fault)).collect();
    for (person, fault) in &people {
        bot.telegram.fault("send", Some(person.id), (*fault).clone(), 1);
        for (question, _) in QUESTIONS {
            person.write(question);
        }
    }
    let mut marked = 0;
    for (person, _) in &people {
        heard_by(&bot, person, "a fault").await;
    }
    bot.rest().await;
    for (person, fault) in &people {
        let of_this = heard_by(&bot, person, &format!("{fault:?}")).await;
        let n_heard = person.count();
        match fault {
            // Done, and nobody heard of it: the second one says so.
            Fault::HalfAnswer | Fault::Hang => assert_eq!((n_heard, of_this), (4, 1), "{fault:?}"),
            // Nobody knows whether it was done: it says so, and comes once.
            Fault::Silence | Fault::Page => assert_eq!((n_heard, of_this), (3, 1), "{fault:?}"),
            _ => assert_eq!((n_heard, of_this), (3, 0), "{fault:?}"),
        }
        marked += of_this;
    }
    println!("{} faults on {:?}: nothing lost, {marked} answers marked", people.len(), fresh.store.engine());
    bot.stop().await;
}

/// The line is cut again and again: calls break off anywhere, and connections are refused for a while.
#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_cut_loses_nothing_and_keeps_the_order() {
    let n_cuts = n_faults().unwrap_or(5);
    for fresh in support::both().await {
        let telegram = Telegram::start().await;
        let line = Line::to(&telegram.address).await;
        let by_line = |it: &mut kabinet_core::config::Telegram| {
            it.api_url = line.address();
            QUICK
        };
        let bot = Bot::start_with(&fresh, telegram, by_line).await;
        let people: Vec<Person> = (0..n_cuts.max(6) as i64).map(|n| bot.telegram.person(2_000 + n, "Клієнт", "uk")).collect();
        let mut asking = people.iter();
        for n in 0..n_cuts {
            for person in asking.by_ref().take(people.len().div_ceil(n_cuts)) {
                for (question, _) in QUESTIONS {
                    person.write(question);
                }
            }
            tokio::time::sleep(Duration::from_millis(40 + 37 * n as u64 % 150)).await;
            line.cut();
            tokio::time::sleep(Duration::from_millis(50)).await;
            line.mend().await;
        }
        for person in &people {
            heard_by(&bot, person, "cuts").await;
        }
        bot.rest().await;
        let mut marked = 0;
        for person in &people {
            marked += heard_by(&bot, person, "cuts").await;
        }
        println!("{n_cuts} cuts on {:?}: nothing lost, {marked} answers marked", fresh.store.engine());
        bot.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_is_obeyed_and_other_chats_do_not_wait() {
    let fresh = support::sqlite().await;
    let bot = Bot::at_telegrams_pace(&fresh).await;
    let (boss, clerk) = (bot.boss(), bot.telegram.person(2, "Ігор", "uk"));
    bot.telegram.fault("send", Some(1), Fault::Slow(4.0), 1);
    boss.write("/settings");
    boss.write("/language");
    bot.telegram
        .until("the refusal", Duration::from_secs(10), |it| {
            it.calls("sendMessage").iter().any(|it| it.status == 429).then_some(())
        })
        .await;
    clerk.ask("/settings").await;
    assert_eq!(boss.count(), 0, "another chat waited for the pause of this one");
    boss.heard_after(1).await;
    let calls: Vec<_> = bot.telegram.calls("sendMessage").into_iter().filter(|it| it.chat == Some(1)).collect();
    let refused = calls.iter().find(|it| it.status == 429).unwrap();
    let next = calls.iter().find(|it| it.at > refused.at).unwrap();
    assert!(next.at - refused.at >= Duration::from_millis(3_990), "too early: {:?}", next.at - refused.at);
    let texts: Vec<String> = boss.heard_after(0).await.into_iter().map(|it| it.text).collect();
    assert!(texts[0].contains("Компанія") && texts[1].contains("мовою"), "{texts:?}");
    bot.stop().await;
}

/// Many chats at once on one process; `benches/chats.py` asks with more of them and measures.
#[tokio::test(flavor = "multi_thread")]
async fn many_chats_at_once_lose_nothing_and_keep_their_order() {
    let [sqlite, postgres] = support::both().await;
    tokio::join!(many_chats(&sqlite), many_chats(&postgres));
}

async fn many_chats(fresh: &Fresh) {
    const CHATS: i64 = 50;
    let bot = Bot::at_telegrams_pace(fresh).await;
    let people: Vec<Person> = (0..CHATS).map(|n| bot.telegram.person(10_000 + n, "Клієнт", "uk")).collect();
    for person in &people {
        link(&bot.app, &bot.own, person.id, Role::Viewer).await;
    }
    for question in [OCTOBER, "/language"] {
        for person in &people {
            person.write(question);
        }
    }
    bot.telegram
        .until("all answers", Duration::from_secs(80), |it| people.iter().all(|who| it.messages(who.id).len() >= 2).then_some(()))
        .await;
    bot.rest().await;
    for person in &people {
        let heard = bot.telegram.messages(person.id);
        assert_eq!(heard.len(), 2, "{heard:?}");
        assert!(clean(&heard[0].text).contains("200,00") && heard[1].text.contains("мовою"), "{heard:?}");
        assert!(heard[1].at - heard[0].at >= Duration::from_millis(950));
    }
    let sent = bot.telegram.all_messages();
    let within = |n: usize| sent[n..].iter().take_while(|it| it.at - sent[n].at < Duration::from_secs(1)).count();
    // How the line and a busy machine bunch them up is not ours: that no more are sent, `Turnstile` is tested for.
    println!("at most {} messages arrived in a second", (0..sent.len()).map(within).max().unwrap_or_default());
    bot.stop().await;
}
