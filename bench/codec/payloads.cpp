#include "codec/payloads.hpp"

#include <string>

namespace codec_bench {

namespace {

/// An address under `base`, about as long as those of code hosts.
std::string address(const std::string& base, const char* what) {
  return "https://api.code.example/" + base + "/" + what;
}

Account account(const char* login, std::int64_t id) {
  const std::string base = std::string("users/") + login;
  return {
      .login = login,
      .id = id,
      .node_id = "MDQ6VXNlcjE0MDI5Nw==",
      .avatar_url = address(base, "avatar?v=4"),
      .gravatar_id = {},
      .url = address(base, "profile"),
      .html_url = std::string("https://code.example/") + login,
      .followers_url = address(base, "followers"),
      .following_url = address(base, "following"),
      .gists_url = address(base, "gists"),
      .starred_url = address(base, "starred"),
      .subscriptions_url = address(base, "subscriptions"),
      .organizations_url = address(base, "organizations"),
      .repos_url = address(base, "repos"),
      .events_url = address(base, "events"),
      .received_events_url = address(base, "received_events"),
      .type = AccountType::User,
      .site_admin = false,
  };
}

Repository repository() {
  const std::string base = "repos/max-amex/ticket-bounty";
  return {
      .id = 186853002,
      .node_id = "MDEwOlJlcG9zaXRvcnkxODY4NTMwMDI=",
      .name = "ticket-bounty",
      .full_name = "max-amex/ticket-bounty",
      .private_ = false,
      .owner = account("max-amex", 21031067),
      .html_url = "https://code.example/max-amex/ticket-bounty",
      .description = "Tickets with a bounty: whoever solves one gets paid",
      .fork = false,
      .url = address(base, "self"),
      .forks_url = address(base, "forks"),
      .keys_url = address(base, "keys"),
      .collaborators_url = address(base, "collaborators"),
      .teams_url = address(base, "teams"),
      .hooks_url = address(base, "hooks"),
      .issue_events_url = address(base, "issue/events"),
      .events_url = address(base, "events"),
      .assignees_url = address(base, "assignees"),
      .branches_url = address(base, "branches"),
      .tags_url = address(base, "tags"),
      .blobs_url = address(base, "blobs"),
      .git_tags_url = address(base, "git/tags"),
      .git_refs_url = address(base, "git/refs"),
      .trees_url = address(base, "trees"),
      .statuses_url = address(base, "statuses"),
      .languages_url = address(base, "languages"),
      .stargazers_url = address(base, "stargazers"),
      .contributors_url = address(base, "contributors"),
      .subscribers_url = address(base, "subscribers"),
      .subscription_url = address(base, "subscription"),
      .commits_url = address(base, "commits"),
      .git_commits_url = address(base, "git/commits"),
      .comments_url = address(base, "comments"),
      .issue_comment_url = address(base, "issue/comment"),
      .contents_url = address(base, "contents"),
      .compare_url = address(base, "compare"),
      .merges_url = address(base, "merges"),
      .archive_url = address(base, "archive"),
      .downloads_url = address(base, "downloads"),
      .issues_url = address(base, "issues"),
      .pulls_url = address(base, "pulls"),
      .milestones_url = address(base, "milestones"),
      .notifications_url = address(base, "notifications"),
      .labels_url = address(base, "labels"),
      .releases_url = address(base, "releases"),
      .deployments_url = address(base, "deployments"),
      .created_at = "2025-05-15T15:19:25Z",
      .updated_at = "2026-11-21T15:20:41Z",
      .pushed_at = "2026-11-21T15:20:57Z",
      .git_url = "git://code.example/max-amex/ticket-bounty.git",
      .ssh_url = "git@code.example:max-amex/ticket-bounty.git",
      .clone_url = "https://code.example/max-amex/ticket-bounty.git",
      .homepage = {},
      .size = 20431,
      .stargazers_count = 311,
      .watchers_count = 311,
      .language = "C++",
      .has_issues = true,
      .has_projects = true,
      .has_downloads = false,
      .has_wiki = true,
      .has_pages = false,
      .has_discussions = false,
      .forks_count = 17,
      .mirror_url = {},
      .archived = false,
      .disabled = false,
      .open_issues_count = 42,
      .license = "Apache-2.0",
      .default_branch = "main",
      .is_template = false,
      .topics = {"durable-execution", "events", "sqlite"},
      .visibility = RepositoryVisibility::public_,
      .custom_properties = {{"team", "payments"}, {"tier", "1"}},
  };
}

Commit commit(int number) {
  static constexpr const char* HASHES[] = {"6113728f27ae82c7b1a177c8d03f9e96e0adf246",
                                           "3fa9c1d07be24a6f8d52b9e40c7716aa94e5d3b8",
                                           "c0ffee5a1b2c3d4e5f60718293a4b5c6d7e8f901"};
  const std::string hash = HASHES[number % 3];
  const Person author{.name = "Ada Lovelace", .email = "ada@max-amex.example", .username = "ada-lovelace"};
  return {
      .id = hash,
      .tree_id = "f9d2a07e9488b91af2641b26b9407fe22a451433",
      .distinct = true,
      .message =
          "Pay a bounty once its ticket is solved\n\nThe step is memoised, so a crash between the transfer and "
          "the mail no longer pays twice.\n",
      .timestamp = "2026-11-21T15:20:41+02:00",
      .url = "https://code.example/max-amex/ticket-bounty/commit/" + hash,
      .author = author,
      .committer = author,
      .added = {"src/payment/bounty_paid_handler.cpp", "src/payment/bounty.hpp"},
      .removed = {},
      .modified = {"src/payment/types.yaml", "src/events.yaml", "README.md"},
  };
}

}  // namespace

UserSignedUp smallPayload() {
  return {.userId = "3f1c2a4e-9b7d-4c1e-8f2a-6d5b4c3a2f1e", .signupMethod = SignupMethod::google};
}

TicketCreated mediumPayload() {
  return {
      .ticketId = "0191e4a1-7c11-7000-8000-0123456789ab",
      .orgId = "7b0f3c52-6a1d-4a57-9c3e-2f8d1e4b5a60",
      .schemaVersion = 3,
      .title = "Checkout fails for amounts above 1000 EUR",
      .description =
          "Since this morning the payment page answers with \"internal error\".\nIt works with smaller "
          "amounts, and with cards that were saved before.",
      .priority = TicketCreatedPriority::high,
      .status = TicketCreatedStatus::open,
      .reporter = {.id = "1f8b7c6d-5e4f-4a3b-9c2d-1e0f9a8b7c6d",
                   .email = "grace.hopper@customer.example",
                   .displayName = "Grace Hopper",
                   .role = Role::customer,
                   .avatarUrl = {}},
      .assignee = User{.id = "9c2d1e0f-9a8b-4c6d-8f8b-7c6d5e4f4a3b",
                       .email = "ada@max-amex.example",
                       .displayName = "Ada Lovelace",
                       .role = Role::agent,
                       .avatarUrl = "https://cdn.max-amex.example/avatars/ada.png"},
      .tags = {"checkout", "payment", "regression"},
      .source = {.url = "https://shop.max-amex.example/checkout?step=3",
                 .userAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"},
      .attachments = {{.id = "4a3b9c2d-1e0f-4a8b-8c6d-5e4f4a3b9c2d",
                       .name = "screenshot.png",
                       .sizeBytes = 184320,
                       .contentType = "image/png"}},
      .metadata = {{"browser", "firefox"}, {"region", "eu-central-1"}},
      .estimateHours = 2.5,
      .createdAt = "2026-11-21T09:30:00.250Z",
      .updatedAt = "2026-11-21T09:30:00.250Z",
      .dueAt = {},
  };
}

RepositoryPushed largePayload() {
  RepositoryPushed push{
      .ref = "refs/heads/main",
      .before = "6113728f27ae82c7b1a177c8d03f9e96e0adf246",
      .after = "c0ffee5a1b2c3d4e5f60718293a4b5c6d7e8f901",
      .created = false,
      .deleted = false,
      .forced = false,
      .base_ref = {},
      .compare = "https://code.example/max-amex/ticket-bounty/compare/6113728f27ae...c0ffee5a1b2c",
      .commits = {},
      .head_commit = commit(2),
      .repository = repository(),
      .pusher = {.name = "ada-lovelace", .email = "ada@max-amex.example", .username = {}},
      .sender = account("ada-lovelace", 140297),
  };
  for (int i = 0; i < 12; ++i) push.commits.push_back(commit(i));
  return push;
}

}  // namespace codec_bench
