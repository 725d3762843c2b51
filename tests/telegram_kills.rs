//! The real program, killed again and again while updates and letters are under way: nothing is lost, the order of every
//! chat is kept, and what may have come twice says so. `KABINET_TEST_KILLS` kills, or five.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use kabinet_core::clock::Clock;
use kabinet_core::tenancy::chats;
use kabinet_core::tenancy::{self, Channel, Role};

use crate::support::program::Program;
use crate::support::telegram::{Fault, Person, TOKEN, Telegram};
use crate::support::{self, Fresh, IDS};

const SALES: &str = "Номер;Дата;Клієнт;Товар;Кількість;Сума\n1;05.10.2026;ТОВ «Ромашка»;Мед липовий;2;200,00\n";
/// What is asked, and what only its answer says.
const QUESTIONS: [(&str, &str); 3] =
    [("/settings", "Europe/Kyiv"), ("/language", "Якою мовою"), ("виручка за жовтень 2026", "200,00")];

fn kills() -> usize {
    std::env::var("KABINET_TEST_KILLS").ok().and_then(|it| it.parse().ok()).unwrap_or(5)
}

fn serve(program: &Program, telegram: &Telegram) -> Child {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut command = program.command(&["serve", "--listen", &format!("127.0.0.1:{port}")]);
    command.env("KABINET_TELEGRAM_TOKEN", TOKEN).env("KABINET_TELEGRAM_API_URL", &telegram.address);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

async fn people(fresh: &Fresh, telegram: &Telegram) -> Vec<Person> {
    let mut control = fresh.store.control().await.unwrap();
    let own = tenancy::get_by_slug(&mut control, "own").await.unwrap();
    let mut people = Vec::new();
    for n in 0..6 {
        let person = telegram.person(500 + n, "Олена", "uk");
        let id = person.id.to_string();
        let user = tenancy::create_user(&mut control, &IDS, Clock::System, None, "Олена").await.unwrap();
        tenancy::set_membership(&mut control, Clock::System, own.id, user.id, Role::Viewer).await.unwrap();
        chats::meet(&mut control, Clock::System, (Channel::Telegram, &id, "Олена"), None).await.unwrap();
        chats::link(&mut control, Clock::System, (Channel::Telegram, &id), (own.id, user.id)).await.unwrap();
        people.push(person);
    }
    control.commit().await.unwrap();
    people
}

#[tokio::test(flavor = "multi_thread")]
async fn kills_lose_nothing_and_double_nothing_unmarked() {
    for (n, fresh) in support::both().await.into_iter().enumerate() {
        let telegram = Telegram::start().await;
        let program = Program::on(&fresh);
        program.create("own", "Млин");
        program.must(&["import", "--org", "own", program.file("sales.csv", SALES)]);
        program.must(&["demo"]);
        let people = people(&fresh, &telegram).await;
        // Now and then the service itself is at fault too.
        telegram.fault("send", None, Fault::Internal, kills() / 5);
        let mut asked = 0;
        let mut seed = 88_172_645_463_325_252u64 + n as u64;
        let mut random = move |below: u64| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed % below
        };
        for _ in 0..kills() {
            let mut running = serve(&program, &telegram);
            for person in &people {
                person.write(QUESTIONS[asked % 3].0);
            }
            asked += 1;
            // Until work begins, then a moment of it.
            let answered = telegram.all_messages().len();
            let begun = Instant::now();
            while telegram.all_messages().len() == answered && begun.elapsed() < Duration::from_secs(25) {
                tokio::time::sleep(Duration::from_millis(3)).await;
            }
            tokio::time::sleep(Duration::from_millis(random(400))).await;
            running.kill().unwrap();
            running.wait().unwrap();
        }
        let mut running = serve(&program, &telegram);
        let expected = |who: &Person| {
            let heard: Vec<String> = telegram.messages(who.id).iter().map(|it| it.text.replace('\u{a0}', " ")).collect();
            let firsts = heard.iter().filter(|it| !it.starts_with('↻')).count();
            (heard, firsts)
        };
        telegram
            .until("all answers", Duration::from_secs(120), |_| {
                people.iter().all(|who| in_order(&expected(who).0, asked).is_some()).then_some(())
            })
            .await;
        tokio::time::sleep(Duration::from_secs(2)).await;
        running.kill().unwrap();
        running.wait().unwrap();
        let mut marked = 0;
        for who in &people {
            let (heard, firsts) = expected(who);
            assert!(firsts <= asked, "{firsts} unmarked answers to {asked} questions: {heard:#?}");
            marked += heard.len() - firsts;
            assert!(in_order(&heard, asked).is_some(), "out of order: {heard:#?}");
        }
        let lost: i64 = {
            let mut control = fresh.store.control_read().await.unwrap();
            let (n,): (i64,) =
                control.sql("SELECT COUNT(*) FROM outbox WHERE state IN ('failed', 'unknown')").one().await.unwrap();
            n
        };
        assert_eq!(lost, 0);
        println!(
            "{} kills on {:?}: {} questions answered, {marked} answers marked as perhaps repeated",
            kills(),
            fresh.store.engine(),
            asked * people.len()
        );
    }
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
