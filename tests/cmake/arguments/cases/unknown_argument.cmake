add_event_module(app_events handlers EVENTS events.yaml TYPES user/types.yaml)
