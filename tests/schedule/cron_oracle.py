"""Compares our ticks with those of croniter and, for time zones, with Python's zoneinfo.

Usage: cron_oracle.py <print_ticks>
"""
import datetime
import random
import subprocess
import sys
import zoneinfo

import croniter

UTC = datetime.timezone.utc
MINUTE = datetime.timedelta(minutes=1)
MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
WEEKDAYS = "SUN MON TUE WED THU FRI SAT".split()


def random_field(rng, first, last, names=None):
    def value(number):
        return names[number - first] if names and rng.random() < 0.3 else str(number)

    parts = []
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        low, high = sorted(rng.sample(range(first, last + 1), 2))
        step = rng.randint(2, max(2, (last - first) // 2))
        parts.append(rng.choice([
            value(low), value(low), f"{value(low)}-{value(high)}", f"{low}-{high}/{step}", f"*/{step}"]))
    return ",".join(parts)


def random_schedule(rng):
    fields = [(0, 59), (0, 23), (1, 28), (1, 12, MONTHS), (0, 6, WEEKDAYS)]
    while True:
        schedule = " ".join(random_field(rng, *field) if rng.random() < 0.5 else "*" for field in fields)
        # croniter takes a list of all weekdays for `*`; to robfig/cron, and us, it is a restriction that always holds.
        if schedule.endswith("*") or croniter.croniter.expand(schedule)[0][4] != ["*"]:
            return schedule


def croniter_ticks(schedule, after, count):
    ticks = croniter.croniter(schedule, after)
    return [ticks.get_next(datetime.datetime) for _ in range(count)]


def exists(local, zone):
    return local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local


def instant_of(local, zone):
    """The first instant at which clocks show it, or at which they skip it."""
    while not exists(local, zone):
        local += MINUTE
    return local.replace(tzinfo=zone).astimezone(UTC)


def zoned_ticks(schedule, zone, after, until):
    if schedule.split()[1] == "*":
        wanted = []
        minutes = croniter.croniter.expand(schedule)[0][0]
        time = after + MINUTE
        while time <= until:
            local = time.astimezone(zone).replace(tzinfo=None)
            if local.minute in minutes and croniter.croniter.match(schedule, local):
                wanted.append(time)
            time += MINUTE
        return wanted
    begin = after.astimezone(zone).replace(tzinfo=None) - datetime.timedelta(days=2)
    wanted = set()
    for local in croniter.croniter(schedule, begin).all_next(datetime.datetime):
        instant = instant_of(local, zone)
        if instant > until:
            return sorted(wanted)
        if instant > after:
            wanted.add(instant)


def main():
    rng = random.Random(20261121)
    cases = []
    for _ in range(400):
        after = datetime.datetime(2020, 1, 1, tzinfo=UTC) + MINUTE * rng.randrange(10 * 365 * 24 * 60)
        schedule = random_schedule(rng)
        cases.append((schedule, after, croniter_ticks(schedule, after, 12)))
    # A few days around each change of the clocks.
    for name, changes in {
        "Europe/Paris": [(2026, 3, 29), (2026, 10, 25)],
        "America/New_York": [(2026, 3, 8), (2026, 11, 1)],
        "Australia/Lord_Howe": [(2026, 4, 4), (2026, 10, 3)],
        "America/Havana": [(2026, 3, 8), (2026, 11, 1)],
    }.items():
        for change in changes:
            after = datetime.datetime(*change, tzinfo=UTC) - datetime.timedelta(days=1)
            until = after + datetime.timedelta(days=3)
            for schedule in ["30 2 * * *", "*/15 0-3 * * *", "10,50 */2 * * SUN", "0 0 * * *", "*/20 1 * * *",
                             "30 * * * *", "*/30 * * * SUN"]:
                wanted = zoned_ticks(schedule, zoneinfo.ZoneInfo(name), after, until)
                cases.append((f"TZ={name} {schedule}", after, wanted))

    lines = "".join(f"{after.isoformat()} {len(wanted)} {schedule}\n" for schedule, after, wanted in cases)
    ours = subprocess.run([sys.argv[1]], input=lines, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(ours) == len(cases), (len(ours), len(cases))
    wrong = 0
    ticks = 0
    for (schedule, after, wanted), line in zip(cases, ours):
        expected = " ".join(str(int(tick.timestamp()) // 60) for tick in wanted)
        ticks += len(wanted)
        if line.strip() != expected:
            wrong += 1
            print(f"'{schedule}' after {after.isoformat()}:\n  ours   {line}\n  wanted {expected}")
    print(f"{len(cases)} schedules, {ticks} ticks, {wrong} schedules differ")
    sys.exit(1 if wrong or ticks < 5000 else 0)


main()
