#pragma once

#include <cstddef>
#include <vector>

namespace event_codegen {

/// The edges of a directed graph: those of each node lead to the nodes it names.
using Edges = std::vector<std::vector<std::size_t>>;

/// The strongly connected components of a graph (Tarjan), each after those that it leads to. Nodes and edges are
/// followed in their order. Without recursion: a path may be as long as there are nodes.
std::vector<std::vector<std::size_t>> stronglyConnected(const Edges& edges);

}  // namespace event_codegen
