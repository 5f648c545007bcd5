add_library(app_events INTERFACE)
add_event_module(app_events EVENTS events.yaml TYPES user/types.yaml)
