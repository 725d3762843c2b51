//! People and groups of outside services (Telegram, Discord): who they are here, and what they may see.

mod codes;
mod groups;
mod people;

pub use codes::{Grant, LinkCode, as_code, create_code, redeem_code};
pub use groups::{Asks, Group, Shows, bind_group, find_group, list_bound, list_groups, move_group, set_policy, unbind_group};
pub use people::{
    ChatPerson, LinkedChat, actor_of, choose_locale, choose_organization, find_person, leave, link, list_links,
    list_organizations, list_private, meet, unlink,
};

/// Where a talk takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    Web,
    Terminal,
    /// `kabinet ask`: one conversation a line.
    Command,
    Telegram,
    Discord,
}

impl Channel {
    pub const ALL: [Self; 5] = [Self::Web, Self::Terminal, Self::Command, Self::Telegram, Self::Discord];

    pub fn id(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Terminal => "terminal",
            Self::Command => "command",
            Self::Telegram => "telegram",
            Self::Discord => "discord",
        }
    }

    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.id() == id)
    }
}
