add_event_module(app_events EVENTS events.yaml TYPES user/types.yaml HANDLERS user/nobody.cpp)
