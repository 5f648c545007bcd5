#include "client.hpp"

using namespace hostile;

void send() { sendEvent(Events::OLD_THING, {.why = Word::plain}); }
