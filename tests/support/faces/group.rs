//! A service by its people, without a service: who wrote, what is said there and what to the person alone.

use kabinet_core::conversation::{Choice, Content};
use kabinet_core::reception::{self, AnswerTo, Arrival, ArrivalChat, ArrivalPerson};
use kabinet_core::tenancy::{Channel, Role, chats};

use super::{Act, Place, Turn, written};
use crate::support::telegram::bot::link;

/// The person behind a name, as Telegram numbers people.
pub fn id_of(who: &str) -> i64 {
    match who {
        "Олена" | "Olena" => 5,
        "Ігор" | "Ihor" => 6,
        _ => 7,
    }
}

pub const GROUP: i64 = -500;

/// The owner, who has talked with the assistant alone, and a member, who never has.
pub async fn people(place: &Place) {
    link(&place.app, &place.organization, 5, Role::Owner).await;
    link(&place.app, &place.organization, 6, Role::Viewer).await;
    let mut control = place.app.store.control().await.unwrap();
    chats::meet(&mut control, place.app.clock, (Channel::Telegram, "5", "Олена"), Some("5")).await.unwrap();
    control.commit().await.unwrap();
}

pub async fn talk(place: &Place, kind: &str, turns: &[Turn<'_>]) -> String {
    if kind == "group" {
        people(place).await;
    }
    let mut offered: [Vec<Choice>; 2] = Default::default();
    let mut heard = Vec::new();
    for turn in turns {
        let id = id_of(turn.who).to_string();
        let content = match turn.act {
            // No service brings this to the assistant.
            Act::Aside(_) => {
                heard.push(format!("{}\n", turn.line));
                continue;
            }
            Act::Write(words) => Content::Text(words.to_owned()),
            Act::Drop(path) => place.dropped(path, heard.len()),
            Act::Tap { n, ago } => Content::Choice(offered[ago][n - 1].token.clone()),
        };
        let chat = match kind {
            "group" => ArrivalChat::Group { chat: GROUP.to_string(), title: "Продажі".into(), topic: None },
            _ => ArrivalChat::Private { chat: id.clone() },
        };
        let arrival = Arrival {
            channel: Channel::Telegram,
            chat,
            person: Some(ArrivalPerson { id, name: turn.who.to_owned(), locale: Some(place.locale) }),
            content,
            update: format!("{kind}:{}", heard.len()),
            again: false,
        };
        let answers = reception::receive(&place.app, arrival).await.unwrap();
        let said = answers.iter().map(|it| match it.to {
            AnswerTo::Here => written(&it.reply.blocks),
            AnswerTo::Alone { .. } | AnswerTo::Aside => format!("[alone]\n{}", written(&it.reply.blocks)),
        });
        heard.push(format!("{}\n{}", turn.line, said.collect::<String>()));
        let here = answers.iter().filter(|it| it.to == AnswerTo::Here).flat_map(|it| it.reply.choices());
        offered = [here.cloned().collect(), std::mem::take(&mut offered[0])];
    }
    heard.join("\n")
}
