// expected: step.run\(id, body\): the body's result must be storable as JSON
#include <event_runtime/step.hpp>

struct Opaque {};

void handler(event_runtime::Step& step) {
  step.run("a", [] { return Opaque{}; });
}
