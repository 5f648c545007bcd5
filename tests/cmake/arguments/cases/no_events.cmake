add_event_module(app_events TYPES user/types.yaml)
