"""Examples for the description of the API; a test holds them against it."""

METRICS = {
    "metrics": [
        {
            "id": 412,
            "name": "Graduates whose ads pay",
            "system": "Delivery",
            "element": "Owners turn their ads from an expense into revenue",
            "unit": "%",
            "direction": "higher",
            "cadence": "weekly",
            "last_period": "2026-11-16",
            "last_value": "36.5",
            "plan": {"since": "2026-01-05", "value": "60"},
        }
    ],
    "next": None,
}
READINGS = {
    "metric": 412,
    "readings": [{"period": "2026-11-16", "value": "36.5", "note": "Two of them new", "version": 1}],
    "next": None,
}
SENT = {"metric": 412, "period": "2026-w47", "value": "36.5"}
SEVERAL = {
    "readings": [SENT, {"metric": 413, "date": "2026-11-20", "value": 38, "note": "Two more", "replace": True}],
}
RECORDED = {
    "readings": [
        {"metric": 412, "period": "2026-11-16", "value": "36.5", "version": 1, "change": "new", "before": None},
        {"metric": 413, "period": "2026-11-16", "value": "38", "version": 2, "change": "corrected", "before": "36"},
    ]
}
CLASH = {
    "code": "stored_otherwise",
    "message": "This reading was refused. Nothing was recorded.",
    "errors": [
        {
            "index": 0,
            "field": "value",
            "message": 'Something else is stored. Send "replace": true to correct it, or the version it has.',
            "stored": {"value": "35", "note": "", "version": 1},
        }
    ],
}
