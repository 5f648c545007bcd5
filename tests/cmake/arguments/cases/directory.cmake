add_event_module(app_events EVENTS events.yaml TYPES user)
