#include "commands/session.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <memory>
#include <set>

namespace event_codegen {

namespace {

enum class Shell { bash, zsh };

/// What the scripts know, gathered from the command line itself, so that they cannot disagree.
struct Words {
  std::vector<std::pair<std::string, std::vector<std::string>>> commands;  ///< what may follow `/new/event`
  std::set<std::string> fileOptions, directoryOptions;
  std::map<std::string, std::string> choices;  ///< `--color`: `always auto never`
};

void gather(const CLI::App& command, const std::string& path, Words& words) {
  std::vector<std::string> follow;
  for (const auto* subcommand : command.get_subcommands([](const CLI::App*) { return true; }))
    follow.push_back(subcommand->get_name());
  for (const auto* app = &command; app != nullptr; app = app->get_parent()) {
    for (const auto* option : app->get_options()) {
      for (const auto& name : option->get_lnames()) {
        const bool isForAll = app == &command || (name != "help" && name != "version");
        if (isForAll) follow.push_back("--" + name);
        const auto type = option->get_type_name();
        if (type == "FILE") words.fileOptions.insert("--" + name);
        if (type == "DIR") words.directoryOptions.insert("--" + name);
        if (type.find('|') != std::string::npos) {
          auto choices = type;
          std::replace(choices.begin(), choices.end(), '|', ' ');
          words.choices["--" + name] = choices;
        }
      }
    }
  }
  if (command.get_name() == "completion") follow.insert(follow.end(), {"bash", "zsh"});
  words.commands.emplace_back(path, follow);
  for (const auto* subcommand : command.get_subcommands([](const CLI::App*) { return true; })) {
    gather(*subcommand, path + '/' + subcommand->get_name(), words);
  }
}

std::string paths(const Words& words) {
  std::vector<std::string> names;
  for (const auto& [path, follow] : words.commands) {
    if (!path.empty()) names.push_back(path);
  }
  return fmt::format("{}", fmt::join(names, "|"));
}

std::string bashScript(const Words& words) {
  std::string script =
      "# bash completion of event_codegen: source <(event_codegen completion bash)\n_event_codegen() {\n";
  const auto out = std::back_inserter(script);
  fmt::format_to(out,
                 "  local IFS=$' \\t\\n' word chosen='' current=\"${{COMP_WORDS[COMP_CWORD]}}\" follow=''\n"
                 "  for word in \"${{COMP_WORDS[@]:1:COMP_CWORD-1}}\"; do\n"
                 "    case \"$chosen/$word\" in\n      {}) chosen=\"$chosen/$word\" ;;\n    esac\n  done\n"
                 "  case \"${{COMP_WORDS[COMP_CWORD-1]}}\" in\n"
                 "    {}) compopt -o filenames; IFS=$'\\n'; COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n"
                 "    {}) compopt -o filenames; IFS=$'\\n'; COMPREPLY=($(compgen -d -- \"$current\")); return ;;\n",
                 paths(words), fmt::join(words.fileOptions, "|"), fmt::join(words.directoryOptions, "|"));
  for (const auto& [option, choices] : words.choices) {
    fmt::format_to(out, "    {}) COMPREPLY=($(compgen -W '{}' -- \"$current\")); return ;;\n", option, choices);
  }
  script += "  esac\n  case \"$chosen\" in\n";
  for (const auto& [path, follow] : words.commands)
    fmt::format_to(out, "    '{}') follow='{}' ;;\n", path, fmt::join(follow, " "));
  script +=
      "  esac\n  COMPREPLY=($(compgen -W \"$follow\" -- \"$current\"))\n}\ncomplete -F _event_codegen event_codegen\n";
  return script;
}

std::string zshScript(const Words& words) {
  std::string script =
      "#compdef event_codegen\n# zsh completion of event_codegen: source <(event_codegen completion "
      "zsh)\n_event_codegen() {\n";
  const auto out = std::back_inserter(script);
  fmt::format_to(out,
                 "  local word chosen=''\n"
                 "  for word in \"${{(@)words[2,CURRENT-1]}}\"; do\n"
                 "    case \"$chosen/$word\" in\n      ({}) chosen=\"$chosen/$word\" ;;\n    esac\n  done\n"
                 "  case \"${{words[CURRENT-1]}}\" in\n"
                 "    ({}) _files; return ;;\n    ({}) _files -/; return ;;\n",
                 paths(words), fmt::join(words.fileOptions, "|"), fmt::join(words.directoryOptions, "|"));
  for (const auto& [option, choices] : words.choices)
    fmt::format_to(out, "    ({}) compadd -- {}; return ;;\n", option, choices);
  script += "  esac\n  case \"$chosen\" in\n";
  for (const auto& [path, follow] : words.commands)
    fmt::format_to(out, "    ('{}') compadd -- {} ;;\n", path, fmt::join(follow, " "));
  script += "  esac\n}\ncompdef _event_codegen event_codegen\n";
  return script;
}

}  // namespace

void addCompletionCommand(CLI::App& app, Session& session) {
  auto* command = app.add_subcommand("completion", "Print a script that completes this command line");
  const auto shell = std::make_shared<Shell>(Shell::bash);
  addChoice<Shell>(*command, "shell", *shell, {{"bash", Shell::bash}, {"zsh", Shell::zsh}}, "The shell");
  command->get_option("shell")->required();
  command->callback([&app, &session, shell] {
    session.choose([&app, shell] {
      Words words;
      gather(app, "", words);
      std::cout << (*shell == Shell::bash ? bashScript(words) : zshScript(words));
      return EXIT_FINE;
    });
  });
}

}  // namespace event_codegen
