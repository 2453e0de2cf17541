"""What is still to be done, in the database: each job is taken up by one worker at a time and done once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.store import Store, tables

LEASE_S = 6.0  # how long a job belongs to the worker that took it, unless renewed
PAUSE_S = 1.0  # between two jobs of one lane
KEEP_S = 2 * 86400  # how long a job that is done is remembered, so that it is not done again
GIVE_UP_S = 86400  # after this time nobody waits for it any more

_jobs = sa.Table(
    "jobs",
    tables,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("key", sa.String(64), nullable=False, unique=True),
    sa.Column("lane", sa.String(64), nullable=False),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("due", sa.Float, nullable=False, default=0.0),
    sa.Column("owner", sa.String(64), nullable=False, default=""),
    sa.Column("lease", sa.Float, nullable=False, default=0.0),
    sa.Column("tries", sa.Integer, nullable=False, default=0),
    sa.Column("unsure", sa.Boolean, nullable=False, default=False),
    sa.Column("done", sa.Float),
    sa.Column("state", sa.Text, nullable=False),
    sa.Index("jobs_open", "done", "due"),
    sa.Index("jobs_lane", "lane", "seq"),
)


@dataclass(frozen=True, slots=True)
class Job:
    """A job that was taken up.

    `key`: what makes it this job; `state`: what to do, the caller's own text; `tries`: how often it was begun;
    `unsure`: it was begun and nobody knows how that ended; `created`: when it was added, in seconds since 1970.
    """

    seq: int
    key: str
    owner: str
    state: str
    tries: int
    unsure: bool
    created: float


class Jobs:
    """The jobs of one database. Times are seconds since 1970; every method may raise StoreError."""

    def __init__(self, store: Store) -> None:
        """Keep the jobs beside the conversations."""
        self._store = store

    def add(self, key: str, lane: str, state: str, now: float) -> bool:
        """Note a job; return False where one of this key is or was there. An empty state is a job already done.

        Jobs of one lane are done one after the other, in the order in which they were added.
        """
        insert = postgresql.insert if self._store.dialect == "postgresql" else sqlite.insert
        row = {"key": key, "lane": lane, "state": state, "created": now, "done": None if state else now}
        new = insert(_jobs).values(**row).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
        with self._store.begin() as connection:
            return connection.execute(new).rowcount == 1

    def claim(self, owner: str, now: float) -> Job | None:
        """Take up the oldest job that is due and nobody's, or return None."""
        with self._store.begin() as connection:
            row = connection.execute(_claimable(now)).first()
        if row is None:
            return None
        mine = _jobs.update().where(
            _jobs.c.seq == row.seq, _jobs.c.lease == row.lease, _jobs.c.owner == row.owner, _jobs.c.done.is_(None)
        )
        with self._store.begin() as connection:
            if connection.execute(mine.values(owner=owner, lease=now + LEASE_S)).rowcount != 1:
                return None
        return Job(row.seq, row.key, owner, row.state, row.tries, row.unsure, row.created)

    def renew(self, owner: str, seqs: Collection[int], now: float) -> None:
        """Keep the jobs that a worker is at."""
        with self._store.begin() as connection:
            connection.execute(_mine(owner, seqs).values(lease=now + LEASE_S))

    def begin(self, job: Job, state: str, now: float) -> bool:
        """Note that the job is being done from now on; return False where it belongs to another worker by now."""
        change = _mine(job.owner, [job.seq]).values(state=state, tries=job.tries + 1, unsure=True, lease=now + LEASE_S)
        with self._store.begin() as connection:
            return connection.execute(change).rowcount == 1

    def postpone(self, job: Job, due: float, *, unsure: bool) -> None:
        """Give the job back, to be taken up again from `due` on."""
        with self._store.begin() as connection:
            connection.execute(_mine(job.owner, [job.seq]).values(due=due, lease=0.0, owner="", unsure=unsure))

    def finish(self, job: Job, now: float) -> None:
        """Note that the job is done, whoever owns it, and forget what it was."""
        with self._store.begin() as connection:
            connection.execute(_jobs.update().where(_jobs.c.seq == job.seq).values(done=now, state="", unsure=False))

    def purge(self, now: float) -> int:
        """Give up jobs of a day ago, forget those done two days ago; return how many were given up."""
        late = _jobs.update().where(_jobs.c.done.is_(None), _jobs.c.created < now - GIVE_UP_S)
        with self._store.begin() as connection:
            connection.execute(_jobs.delete().where(_jobs.c.done < now - KEEP_S))
            return int(connection.execute(late.values(done=now, state="")).rowcount)

    def tidy(self) -> None:
        """Let SQLite drop what it keeps of changes already made: the journal still holds what jobs were."""
        if self._store.dialect == "sqlite":
            with self._store.begin() as connection:
                connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def waiting(self) -> int:
        """Return how many jobs are not done yet."""
        with self._store.begin() as connection:
            counted = connection.execute(sa.select(sa.func.count()).where(_jobs.c.done.is_(None))).scalar()
        return int(counted or 0)


def _claimable(now: float) -> sa.Select[tuple[object, ...]]:
    """Select the job to take up: due, nobody's, first of its lane, and its lane at rest since `PAUSE_S`."""
    older, latest = _jobs.alias(), _jobs.alias()
    waits = sa.exists().where(older.c.lane == _jobs.c.lane, older.c.seq < _jobs.c.seq, older.c.done.is_(None))
    busy = sa.exists().where(latest.c.lane == _jobs.c.lane, latest.c.tries > 0, latest.c.done > now - PAUSE_S)
    return (
        sa.select(_jobs)
        .where(_jobs.c.done.is_(None), _jobs.c.due <= now, _jobs.c.lease < now, ~waits, ~busy)
        .order_by(_jobs.c.seq)
        .limit(1)
    )


def _mine(owner: str, seqs: Collection[int]) -> sa.Update:
    return _jobs.update().where(_jobs.c.seq.in_(seqs), _jobs.c.owner == owner, _jobs.c.done.is_(None))
