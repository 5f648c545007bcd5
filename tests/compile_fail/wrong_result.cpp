#include "shipping/handlers.hpp"

using namespace shop;

std::string weigh(Step& step) {
  return step.invoke("weigh", Handlers::PARCEL_SENT_WEIGH, {.orderId = "o", .weight = 2.5});
}
