# Services and their chats: the first minute, commands, linked people, groups.
welcome =
    Hello. I answer questions about your sales: drop an Excel or CSV file here, or ask in your own words.
    Create your company in three taps, or look around in the demo first.
    If you have a code from a colleague, write it here.
button-try-demo = Try the demo
joined = Done: this chat is linked to { $name }. Ask, or drop a file here.
code-spent = This code does not fit: it works once and for ten minutes. Ask for a new one.
code-too-often = Too many wrong codes. Please try again in ten minutes.
last-owner = You are the only owner of this company. Make another owner first.

command-start = Begin
command-menu = What I can do, as buttons
command-report = Figures of the month
command-undo = Undo the last import
command-org = Switch the company
command-chats = Linked chats and invitations
command-settings = Settings
command-language = Language
command-help = What can be asked
command-cancel = Cancel what was begun

menu = { $name }. What shall we look at?
button-report = Report of the month
button-organizations = Companies
button-settings = Settings
button-help = What can be asked
report-title = { $name }: { $period }

org-current = We are talking about { $name }.
button-switch = Switch to { $name }
switched = We go on with { $name }.
button-unlink = Unlink this chat
button-leave = Leave { $name }
leave-asked = Leave { $name }? Its data stay; to come back you need an invitation.
button-leave-yes = Yes, leave
button-leave-no = No
left = You have left { $name }. We go on with { $next }.
unlinked = This chat is no longer linked to { $name }. We go on with { $next }.

settings-organization = Company: { $name }
settings-currency = Currency: { $currency }
settings-zone = Time zone: { $zone }
settings-language = Language: { $language }
settings-linked = Linked chats: { $count }
button-language = Language
button-zone = Time zone
button-rename = Name of the company
button-chats = Linked chats
language-asked = Which language shall I answer in?
language-chosen = All right, I answer in English from now on.
zone-asked = Which time does the company live by?
zone-kyiv = Kyiv
zone-warsaw = Warsaw
zone-berlin = Berlin
zone-london = London
zone-new-york = New York
zone-chosen = Time zone: { $zone }.

chats-own-only = Chats are linked to a company of your own. Create one, or ask its owner for a code.
chats-linked = { $count ->
    [0] No chat is linked yet.
    [one] { $count } chat is linked:
   *[other] { $count } chats are linked:
}
chats-person = { $name } · { $service } · { $role } · since { $date }
chats-group = group "{ $title }" · { $service }
chats-own-phone = To talk from your phone, take a code and write it to our bot.
chats-not-linked = This chat is not linked any more.
chats-revoke-asked = Unlink { $who }?
chats-revoked = Unlinked. That chat no longer sees anything of this company.
button-revoke = Unlink { $name }
button-revoke-yes = Yes, unlink
button-invite-manager = Invite a manager
button-invite-viewer = Invite a viewer
button-link-code = Code for my phone
role-owner = owner
role-manager = manager
role-viewer = viewer
code-own = Write this code to our bot within ten minutes: { $code }
code-invitation = Invitation to { $name }. It works once and for ten minutes. The person writes this code to our bot: { $code }

group-in-private = That is for your eyes only: I have answered in our private chat.
group-write-alone = That cannot be shown here. Please ask me in a private chat.
group-file-in-private = I take files in a private chat only. Please drop it there.
group-not-for-you = Here I answer people this company has chosen. Its owner can change that by writing /settings.
group-nobody = I cannot see who is asking. Please write as yourself, not as the group.
group-not-bound = This group is not bound to a company yet. Its owner links a private chat with me first, then writes /start here.
group-bind-asked = Bind this group to { $name }? Then its members can ask here about sales, without names of customers. You can change that at any time.
button-bind = Bind
group-bound-to = This group is bound to { $name }.
group-unbound = The group is no longer bound: I answer nothing here.
group-help = { $name }. Call me by name or reply to me, and ask about sales. What is not for everyone here, I answer in a private chat.
group-shows-nothing = Shown here: nothing, answers come in a private chat.
group-shows-sales = Shown here: sales, without names and profit.
group-shows-all = Shown here: everything.
group-asks-owners = Who may ask: owners.
group-asks-members = Who may ask: members of the company with a linked chat.
group-asks-everyone = Who may ask: everyone in the group.
button-group-shows-nothing = Show nothing
button-group-shows-sales = Sales without names
button-group-shows-all = Show everything
button-group-asks-owners = Owners ask
button-group-asks-members = Members ask
button-group-asks-everyone = Everyone asks
button-group-unbind = Unbind the group
group-bound-by-nobody = A group is bound by a member of the company. Please link your chat first.
group-of-another = This group is bound to another company.

letter-again = This may be a repetition: the service did not confirm the first one.
letter-in-doubt = My last answer may not have reached you. If you miss it, please ask again.
progress-over = Done.
button-stop = Stop
telegram-stopping = Stopping
telegram-photo = I cannot read pictures. Please drop the table as a file, Excel or CSV.
telegram-more-columns = More in the file: { $columns }.
telegram-unheard = I read only text and files. Please write your question, or drop a table as Excel or CSV.
telegram-file-too-large =
    Telegram does not hand me files larger than { $limit } MB. Please send it by this page, up to { $most } MB; the link works once, for an hour:
    { $link }
telegram-api-url = The address { $url } of the Bot API cannot be used.
upload-link-spent = This page takes one file, within an hour. Please drop the file in the chat again for a new link.
import-loaded-before = Done, "{ $file }" is loaded. New rows: { $created }, changed: { $updated }.
