add_event_module(
  app_events
  EVENTS events.yaml
  TYPES user/types.yaml ticket/types.yaml
  HANDLERS_DIR handlers
  HANDLERS extra.cpp
  APP other-app)
