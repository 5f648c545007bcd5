#include "model/components.hpp"

#include <algorithm>

namespace event_codegen {
namespace {

class Tarjan {
 public:
  explicit Tarjan(const Edges& edges) : edges_(edges), nodes_(edges.size()) {}

  std::vector<std::vector<std::size_t>> run() {
    for (std::size_t node = 0; node < edges_.size(); ++node) {
      if (nodes_[node].number == 0) follow(node);
    }
    return std::move(components_);
  }

 private:
  struct Node {
    std::size_t number = 0;  ///< in the order of visits, from 1
    std::size_t lowest = 0;  ///< the least number that can be reached
    std::size_t next = 0;    ///< which edge comes next
    bool open = false;       ///< its component is not known yet
  };

  void enter(std::size_t node) {
    nodes_[node].number = nodes_[node].lowest = ++count_;
    nodes_[node].open = true;
    path_.push_back(node);
    open_.push_back(node);
  }

  void follow(std::size_t start) {
    enter(start);
    while (!path_.empty()) {
      const std::size_t node = path_.back();
      Node& from = nodes_[node];
      if (from.next < edges_[node].size()) {
        const std::size_t target = edges_[node][from.next++];
        if (nodes_[target].number == 0) {
          enter(target);
        } else if (nodes_[target].open) {
          from.lowest = std::min(from.lowest, nodes_[target].number);
        }
        continue;
      }
      path_.pop_back();
      if (!path_.empty()) nodes_[path_.back()].lowest = std::min(nodes_[path_.back()].lowest, from.lowest);
      if (from.lowest == from.number) close(node);
    }
  }

  void close(std::size_t root) {
    std::vector<std::size_t>& component = components_.emplace_back();
    std::size_t node = 0;
    do {
      node = open_.back();
      open_.pop_back();
      nodes_[node].open = false;
      component.push_back(node);
    } while (node != root);
    std::sort(component.begin(), component.end());
  }

  const Edges& edges_;
  std::vector<Node> nodes_;
  std::vector<std::size_t> path_, open_;
  std::vector<std::vector<std::size_t>> components_;
  std::size_t count_ = 0;
};

}  // namespace

std::vector<std::vector<std::size_t>> stronglyConnected(const Edges& edges) { return Tarjan(edges).run(); }

}  // namespace event_codegen
