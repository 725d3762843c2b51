//! The real program, killed again and again while events and letters are under way, in a Discord where a fifth of all
//! calls goes wrong: nothing is lost, the order of every chat is kept, and nothing comes twice that Discord lets us tell
//! apart. `KABINET_TEST_KILLS` kills, or five.

use std::process::Stdio;
use std::time::{Duration, Instant};

use kabinet_core::clock::Clock;
use kabinet_core::tenancy::chats;
use kabinet_core::tenancy::{self, Channel, Role};
use serde_json::json;

use crate::support::discord::{Discord, TOKEN, told};
use crate::support::program::{Program, Served};
use crate::support::{self, Fresh, IDS};

const SALES: &str = "Номер;Дата;Клієнт;Товар;Кількість;Сума\n1;05.10.2026;ТОВ «Ромашка»;Мед липовий;2;200,00\n";
/// What is asked, and what only its answer says.
const QUESTIONS: [(&str, &str); 3] =
    [("/settings", "Europe/Kyiv"), ("/language", "Якою мовою"), ("виручка за жовтень 2026", "200,00")];
const WRITERS: [&str; 4] = ["w0", "w1", "w2", "w3"];
const COMMANDERS: [&str; 2] = ["c0", "c1"];

fn kills() -> usize {
    std::env::var("KABINET_TEST_KILLS").ok().and_then(|it| it.parse().ok()).unwrap_or(5)
}

fn serve(program: &Program, discord: &Discord) -> Served {
    let mut command = program.command(&["serve", "--listen", "127.0.0.1:0"]);
    command.env("KABINET_DISCORD_TOKEN", TOKEN).env("KABINET_DISCORD_API_URL", &discord.address);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    Served::start(command)
}

async fn link_all(fresh: &Fresh, discord: &Discord) {
    let mut control = fresh.store.control().await.unwrap();
    let own = tenancy::get_by_slug(&mut control, "own").await.unwrap();
    for name in WRITERS.iter().chain(&COMMANDERS) {
        let told = discord.tell("user", json!({"user": name})).await;
        let (id, private) = (told["id"].as_str().unwrap(), told["private"].as_str().unwrap());
        let user = tenancy::create_user(&mut control, &IDS, Clock::System, None, name).await.unwrap();
        tenancy::set_membership(&mut control, Clock::System, own.id, user.id, Role::Viewer).await.unwrap();
        chats::meet(&mut control, Clock::System, (Channel::Discord, id, name), Some(private)).await.unwrap();
        chats::link(&mut control, Clock::System, (Channel::Discord, id), (own.id, user.id)).await.unwrap();
    }
    control.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn kills_and_bad_weather_lose_nothing_and_double_nothing_unmarked() {
    let [one, other] = support::both().await;
    tokio::join!(killed(one, 1), killed(other, 2));
}

async fn killed(fresh: Fresh, seed: u64) {
    let discord = Discord::start().await;
    let program = Program::on(&fresh);
    program.create("own", "Млин");
    program.must(&["import", "--org", "own", program.file("sales.csv", SALES)]);
    program.must(&["demo"]);
    link_all(&fresh, &discord).await;
    discord.tell("weather", json!({"seed": seed, "share": 0.2})).await;
    let mut moment = 88_172_645_463_325_252u64 + seed;
    let mut random = |most: u64| {
        moment ^= moment << 13;
        moment ^= moment >> 7;
        moment ^= moment << 17;
        moment % most
    };
    let (mut asked, mut commands) = (0, 0);
    for kill in 0..kills() {
        let running = serve(&program, &discord);
        let before = discord.messages().await.iter().filter(|it| it.mine).count();
        for name in WRITERS {
            discord.person(name).write(QUESTIONS[asked % 3].0).await;
        }
        asked += 1;
        // Every other time the connection breaks beside.
        if kill % 2 == 1 {
            discord.tell("drop", json!({"code": 4000})).await;
        }
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(30) {
            let state = discord.state().await;
            if state["listeners"].as_u64() > Some(0) && state["commands"].as_array().is_some_and(|it| !it.is_empty()) {
                for name in COMMANDERS {
                    discord.person(name).slash("ask", json!({"question": QUESTIONS[2].0})).await;
                    commands += 1;
                }
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        while begun.elapsed() < Duration::from_secs(30) && discord.messages().await.iter().filter(|it| it.mine).count() == before
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(random(400))).await;
        drop(running);
    }
    let running = serve(&program, &discord);
    let all = || async {
        for name in WRITERS {
            let heard: Vec<String> = discord.person(name).heard().await.into_iter().map(|it| it.text).collect();
            in_order(&heard, asked)?;
        }
        let mut control = fresh.store.control_read().await.unwrap();
        let (waiting,): (i64,) =
            control.sql("SELECT COUNT(*) FROM outbox WHERE state IN ('pending', 'sending')").one().await.unwrap();
        let (unread,): (i64,) =
            control.sql("SELECT COUNT(*) FROM inbox WHERE state IN ('pending', 'working')").one().await.unwrap();
        (waiting + unread == 0).then_some(())
    };
    discord.until("all answers", Duration::from_secs(120), all).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    drop(running);
    let mut marked = 0;
    for name in WRITERS {
        let heard: Vec<String> = discord.person(name).heard().await.into_iter().map(|it| it.text).collect();
        let again = heard.iter().filter(|it| it.starts_with('↻')).count();
        assert!(heard.len() - again <= asked, "unmarked doubles: {heard:#?}");
        assert!(in_order(&heard, asked).is_some(), "out of order: {heard:#?}");
        marked += again;
    }
    // A command that Discord was told we heard is answered; of one that was cut off before, the person is told by Discord.
    let messages = discord.messages().await;
    assert!(!messages.iter().any(|it| it.loading), "somebody waits for ever:\n{}", told(&messages));
    let unheard = discord.state().await["unanswered"].as_u64().unwrap() as usize;
    let answered: usize = messages.iter().filter(|it| COMMANDERS.iter().any(|name| it.place == format!("@{name}"))).count();
    assert!(answered <= commands && answered + unheard >= commands, "{answered} of {commands}, {unheard} unheard");
    let mut control = fresh.store.control_read().await.unwrap();
    let (lost,): (i64,) = control.sql("SELECT COUNT(*) FROM outbox WHERE state IN ('failed', 'unknown')").one().await.unwrap();
    assert_eq!(lost, 0);
    let faults = discord.calls().await.iter().filter(|it| it.3.is_some()).count();
    println!(
        "{} kills on {:?}, {faults} faults of Discord: {} messages answered, {marked} answers marked as perhaps repeated; \
         {answered} of {commands} commands answered, {unheard} cut off before Discord was told that they were heard",
        kills(),
        fresh.store.engine(),
        asked * WRITERS.len(),
    );
}

/// The answers as they were to come, each perhaps followed by a marked repetition of itself.
fn in_order(heard: &[String], asked: usize) -> Option<()> {
    let mut heard = heard.iter().peekable();
    for n in 0..asked {
        let words = QUESTIONS[n % 3].1;
        heard.next().filter(|it| it.contains(words))?;
        while heard.peek().is_some_and(|it| it.starts_with('↻') && it.contains(words)) {
            heard.next();
        }
    }
    heard.next().is_none().then_some(())
}
