//! Organizations, people, roles, the ways in, and who did what.

mod access;
pub mod attempts;
mod audit;
pub mod chats;
mod organizations;
mod users;

pub use access::{
    Session, SignInLink, create_link, create_session, digest, end_session, find_session, random_node, random_token, redeem_link,
    switch_session,
};
pub use audit::{Action, record};
pub use chats::Channel;
pub use organizations::{
    NewOrganization, Organization, OrganizationKind, create, find, find_by_slug, free_slug, get_by_slug, list, list_for_user,
    rename, set_timezone,
};
pub use users::{Actor, Role, User, create_user, find_user_by_email, get_actor, local_user, member_names, set_membership};
