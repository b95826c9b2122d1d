"""A deploy, start to end, so that it can die at any instant and be taken up again.

    head ──survey──▶ State ──plan──▶ Plan ──journal──▶ writes ──commit──▶ CDN, redirects, deletes ──▶ done

The head is swapped three times: to begin (lease and journal), to commit (the release is live), to end.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from time import sleep, time

from scripts.deploy.apply import Site, place_all, remove_all
from scripts.deploy.cdn import Cdn, Purge, Redirects, Stale
from scripts.deploy.goal import Choice, Goal, Listener, Outcome, Planned
from scripts.deploy.guards import StoppedError, check_edge, limit_deletes, limit_sizes, need_conditions, refuse_open
from scripts.deploy.head import KEY, Entry, FencedError, Head
from scripts.deploy.history import KEPT, History, entered, forgotten
from scripts.deploy.journal import Journal, pack, unpack
from scripts.deploy.lease import Lease, me, new_lease
from scripts.deploy.objects import Placed
from scripts.deploy.plan import Keeping, Plan, plan
from scripts.deploy.redirects import redirects_of
from scripts.deploy.release import STATE, Release
from scripts.deploy.store import Listed, StoreError
from scripts.deploy.survey import Listing, State, ask, recorded, survey

LOOK = 86400.0
"""Seconds after which a deploy looks again at who may write to the target: it asks for that twice."""
CDN_WAIT = 60.0
"""Seconds to wait for the CDN to forget pages, before those that nothing links to any more are deleted."""


@dataclass
class Deploying:
    """A deploy to one target."""

    site: Site
    history: History
    shop: str
    """Public address of the shop: a target holds one."""
    choice: Choice
    cdn: Cdn | None = None
    listener: Listener = field(default_factory=Listener)
    around: Callable[[], Head] | None = None
    """Reads the head of the target that a preview is below: what the server proved there it need not prove again."""

    def run(self, make: Callable[[], Goal]) -> Outcome:
        """Makes live what `make` returns, which is called while the target is being listed.

        Raises `StoppedError`, `FencedError`, `StoreError`, `CdnError` or what `make` does; run again to go on.
        """
        head, listing = self._enter()
        try:
            return self._run(head, listing, make)
        except FencedError:
            raise
        except BaseException:
            self._give_up()
            raise

    def _enter(self) -> tuple[Head, Listing]:
        """The head and a listing that is no older, when nobody else deploys.

        With a lease at once where a deploy was left unfinished.
        """
        register = self.site.register
        head, listing = self._look()
        while holder := register.holder:
            if not self.choice.wait or not holder.seconds:
                raise StoppedError(held(holder, register.left))
            self.listener.waiting(holder)
            sleep(1)
            register.read()
            if not register.holder:
                head, listing = self._look()
        if head.shop and head.shop != self.shop:
            where = self.site.store.name
            raise StoppedError(f"{where} holds another shop, {head.shop} → deploy this one elsewhere")
        if head.journal or head.lease:
            head = self._take("taking up a deploy", head.journal)
            listing = Listing(self.site.store)  # whoever held the lease may have written until now
        return head, listing

    def _look(self) -> tuple[Head, Listing]:
        """The head, out of a listing that begins with it, unless its records are believed."""
        register, listing = self.site.register, Listing(self.site.store)
        if self.choice.trust:
            return register.read(), listing
        listed = listing.find(KEY)
        return (register.read_nothing() if listing.is_empty else register.read_listed(listed)), listing

    def _run(self, head: Head, listing: Listing, make: Callable[[], Goal]) -> Outcome:
        base = self.history.live(head)
        before = unpack(head.journal) if head.journal else None
        records = recorded(base, closed=not head.journal)
        listed = self._start_listing(head, listing, records)
        goal = make()
        touched = list(before.touched) if before and before.generation > head.generation else []
        if listed is None:  # what left the shop may have been deleted since, by `gc`
            touched += [key for key in base.retired if key in goal.wanted]
        state = self._survey(touched, records, listed)
        keeping = Keeping(self.site.store.now, self.choice.grace_days * 86400, base.retired)
        todo = plan(goal.wanted, state, keeping)
        if not (todo.writes or todo.removals or head.journal):
            if head.lease:
                self.site.register.swap(lambda now: replace(now, lease=None))
            return Outcome(head.generation)
        planned = self._planned(goal, todo, state, head, before)
        proof = self._proof(head)
        looks = not 0 <= self.site.store.now - proof.examined < LOOK
        self._guard(goal, base, planned, looks=looks)
        if before and before.generation == head.generation and not todo.writes and _only(todo, base):
            with self.site.register.beating():
                return self._end(planned, before, Outcome(head.generation, 0, len(todo.removals)))
        self._begin(planned, proof, looks=looks)
        with self.site.register.beating():
            placed = place_all(self.site, todo, goal.body, self.listener.wrote)
            return self._commit(planned, goal, placed)

    def _start_listing(
        self, head: Head, listing: Listing, records: Mapping[str, Placed]
    ) -> Callable[[], dict[str, Listed]] | None:
        """Begins to list the target, unless its records are believed; the result is waited for when it is called."""
        if self.choice.trust and head.releases:
            return None
        return self.site.crew.start(lambda: listing.whole(self.site.crew, records)).result

    def _survey(
        self, touched: Sequence[str], records: Mapping[str, Placed], wait: Callable[[], dict[str, Listed]] | None
    ) -> State:
        """What is there now; what an unfinished deploy may have touched is asked for."""
        listing = wait() if wait else None
        keys = [key for key in touched if listing is None or key in listing or key.startswith(STATE)]
        asked = {**dict.fromkeys(touched), **ask(self.site.store, self.site.crew, keys)}
        if listing is None:
            return State({key: one for key, one in {**records, **asked}.items() if one})
        return survey(records, listing, asked)

    def _planned(self, goal: Goal, todo: Plan, state: State, head: Head, before: Journal | None) -> Planned:
        """The plan with its journal, which takes over what an earlier one left to do."""
        unfinished = before.touched if before and before.generation > head.generation else ()
        stale: dict[str, tuple[str, ...]] = {key: todo.old_tags.get(key, ()) for key in todo.stale}
        for key, tags in (before.stale if before else {}).items():
            stale[key] = tuple(dict.fromkeys([*stale.get(key, ()), *tags]))
        gone = frozenset(one.key for one in todo.removals)
        live, used = {**todo.old_tags, **stale}, head.invalidated.get(_month(), 0)
        parts = [Stale(frozenset(stale.keys() - gone), live), Stale(gone, live)]
        purges = [self.cdn.plan(one, used) if self.cdn and one.paths else Purge(()) for one in parts]
        touched = {one.key for one in todo.writes} | gone | set(unfinished)
        items = [one.items for one in purges]
        journal = Journal(self.site.register.token, head.generation + 1, tuple(sorted(touched)), stale, *items)
        redirects = redirects_of(goal, self.site.store) if self.cdn else Redirects()
        return Planned(todo, state, head.generation + 1, bool(head.journal), journal, purges, redirects)

    def _guard(self, goal: Goal, base: Release, planned: Planned, *, looks: bool) -> None:
        """Everything that forbids to begin; `looks` at who may write. Raises `StoppedError`, `CdnError`."""
        limit_deletes(planned.plan, base, self.choice.max_delete)
        limit_sizes(planned.plan, self.site.store)
        if looks:
            refuse_open(self.site.store)
        if missing := goal.missing(planned.plan):
            what = f"{len(missing):,} objects of that release are in the target no longer ({missing[0]})"
            raise StoppedError(f"{what} → build and deploy what it was made from; nothing was changed")
        for line in check_edge(self.cdn, goal, planned) if self.cdn else ():
            self.listener.said(line)
        if not self.listener.planned(planned):
            raise StoppedError("nothing was changed")

    def _proof(self, head: Head) -> Head:
        """The head that says what the server has proved: for a first preview the one of the target around it."""
        if head.releases or not self.around:
            return head
        try:
            return self.around()
        except StoreError:  # who deploys previews may not know, or there is none that can be read
            return head

    def _begin(self, planned: Planned, proof: Head, *, looks: bool) -> None:
        """Takes the lease, with the journal; on a first deploy the server has to prove that it keeps conditions."""
        examined = self.site.store.now if looks else proof.examined
        self._take(f"release {planned.generation}", pack(planned.journal), examined)
        if not proof.releases and self.site.store.fenced:
            need_conditions(self.site.register)

    def _take(self, why: str, journal: str, examined: float = 0.0) -> Head:
        lease = new_lease(self.site.register.token, why)

        def begun(head: Head) -> Head:
            looked = examined or head.examined
            return replace(head, shop=self.shop, lease=lease, journal=journal, examined=looked)

        return self.site.register.swap(begun)

    def _commit(self, planned: Planned, goal: Goal, placed: Mapping[str, Placed]) -> Outcome:
        """Records the release and makes it the live one, in one swap; ends the deploy with it if nothing is left."""
        todo = planned.plan
        objects = {key: one for key, one in {**todo.kept, **placed}.items() if key in goal.wanted}
        removed = {one.key: one.placed for one in todo.removals}
        release = Release(planned.generation, objects, todo.retired, removed)
        key, digest, changes = self.history.save(self.site.register.head, release, self.site.register.token)
        counts = (len(objects), len(todo.writes), len(removed))
        entry = Entry(planned.generation, key, digest, time(), me(), *counts, goal.note, changes)
        outcome = Outcome(planned.generation, len(todo.writes), len(removed))
        done = not (removed or planned.journal.changed or planned.journal.removed or self.cdn)
        if placed and not any(one.mark.version for one in placed.values()):
            self.listener.said("the target keeps no versions: without them there is no rollback → turn versioning on")
        self.site.register.check()
        self.site.register.swap(lambda head: _with(head, entry, done=done))
        return outcome if done else self._end(planned, planned.journal, outcome)

    def _end(self, planned: Planned, journal: Journal, outcome: Outcome) -> Outcome:
        """What follows when a release is live: the CDN, redirects, deletes; then the journal is closed."""
        self._forget(journal.changed, f"{journal.token}-changed", wait=bool(journal.removed))
        if self.cdn:  # also when no redirect changed: the edge may be new, or the shop have another locale
            self.cdn.route(planned.redirects)
        left = remove_all(self.site, planned.plan, forgotten(self.site.register.head))
        self._forget(journal.removed, f"{journal.token}-removed", wait=False)
        self.site.register.swap(lambda head: _closed(head, sum(one.paths for one in planned.purges)))
        return replace(outcome, left=left)

    def _forget(self, items: tuple[str, ...], reference: str, *, wait: bool) -> None:
        if self.cdn and items:
            found = self.cdn.invalidate(items, reference)
            if wait and not self.cdn.wait(found, CDN_WAIT):
                self.listener.said("the CDN has not yet forgotten all changed pages")

    def _give_up(self) -> None:
        """Gives up the lease, as well as can be; an open journal stays open for the next deploy.

        The head is read anew: a swap that seemed to fail may have taken effect.
        """
        register = self.site.register
        try:
            lease = register.read().lease
            if lease and lease.token == register.token:
                register.swap(lambda head: replace(head, lease=None))
        except (StoreError, FencedError) as error:
            self.listener.said(f"the lease could not be given up and runs out by itself: {error}")


def held(lease: Lease, left: float) -> str:
    """Who holds the target since when, and what to do."""
    since = datetime.fromtimestamp(lease.since, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    if not lease.seconds:
        return f"{lease.who} has locked the target since {since}: {lease.why} → vitrina deploy unlock"
    ends = f"unless it goes on, the lease runs out in {left:.0f} s"
    return f"{lease.who} deploys since {since} ({lease.why}); {ends} → wait, or add --wait"


def _only(todo: Plan, base: Release) -> bool:
    """Whether a plan deletes only what the release that is live wanted deleted."""
    return all(one.key in base.removed for one in todo.removals)


def _with(head: Head, entry: Entry, *, done: bool) -> Head:
    """The head with a release more, which is the live one; what is forgotten is deleted before the deploy ends."""
    live = replace(head, releases=entered(entry, head))
    return _closed(live, 0) if done else live


def _closed(head: Head, paths: int) -> Head:
    """The head without lease and journal."""
    counted = {_month(): head.invalidated.get(_month(), 0) + paths}
    return replace(head, lease=None, journal="", releases=head.releases[:KEPT], invalidated=counted)


def _month() -> str:
    return datetime.now(UTC).strftime("%Y-%m")
