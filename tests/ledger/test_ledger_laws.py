"""Laws of the ledger, against a model in plain Python that knows nothing of files or SQL."""

import shutil
import tempfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from readings import append, correct, visible

from luheng.ledger import Workspace

keys = st.tuples(st.sampled_from(["m1", "m2"]), st.integers(0, 3))
values = st.sampled_from([None, 0.0, 1.0, 2.0])
batches = st.dictionaries(keys, values, max_size=5).map(
    lambda d: [(meter, hour, value) for (meter, hour), value in d.items()]
)
few = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    stateful_step_count=10,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def as_dict(rows):
    return {(meter, hour): value for meter, hour, value in rows}


def fresh(folder):
    return Workspace.create(folder).ledger


@few
@given(batches)
def test_a_batch_appended_again_adds_nothing(rows):
    with tempfile.TemporaryDirectory() as folder:
        ledger = fresh(folder)
        assert append(ledger, rows).kept == len(rows)
        files = ledger.files("reading")
        again = append(ledger, rows)
        assert (again.kept, again.corrected, again.unchanged) == (0, 0, len(rows))
        assert ledger.files("reading") == files
        assert visible(ledger) == as_dict(rows)


@few
@given(batches, batches)
def test_two_batches_make_their_union_and_the_later_holds(first, second):
    with tempfile.TemporaryDirectory() as folder:
        ledger = fresh(folder)
        append(ledger, first, source="a.csv")
        append(ledger, second, source="b.csv")
        assert visible(ledger) == as_dict(first) | as_dict(second)
        assert visible(ledger, 1) == as_dict(first)


class Story(RuleBasedStateMachine):
    """Any sequence of appends, corrections and compactions."""

    @initialize()
    def begin(self):
        self.folder = tempfile.mkdtemp()
        self.ledger = fresh(self.folder)
        # key as received -> its versions: (key that it stands at, value, file or None for a rule)
        self.rows = {}
        self.past = [{}]

    def standing(self):
        """What is seen, with the key as received: a row moved to a key hides one that stayed."""
        seen = {}
        for received, versions in self.rows.items():
            key, value, _ = versions[-1]
            if key != received or key not in seen:
                seen[key] = (value, received)
        return seen

    def now(self):
        return {key: value for key, (value, _) in self.standing().items()}

    @rule(rows=st.lists(st.tuples(keys, values), max_size=5), file=st.sampled_from("abc"))
    def append(self, rows, file):
        said = dict(rows)  # of two rows of one key the last counts
        kept = corrected = 0
        for key, value in said.items():
            versions = self.rows.setdefault(key, [])
            if not versions:
                versions.append((key, value, file))
                kept += 1
                continue
            from_source = [(v, f) for _, v, f in versions if f is not None]
            nothing_new = (
                versions[-1][:2] == (key, value)
                or from_source[-1][0] == value
                or (value, file) in from_source
            )
            if not nothing_new:
                versions.append((key, value, file))
                corrected += 1
        receipt = append(self.ledger, [(*k, v) for k, v in rows], source=file)
        assert (receipt.kept, receipt.corrected) == (kept, corrected)
        assert kept + corrected + receipt.unchanged + receipt.refused == len(rows)
        self.past.append(self.now())

    @rule(moves=st.lists(st.tuples(keys, keys, values), max_size=4, unique_by=lambda m: m[0]))
    def correct(self, moves):
        active = {
            received: (key, value)
            for received, key, value in moves
            if received in self.rows and self.rows[received][-1][:2] != (key, value)
        }
        last = {key: received for received, (key, _) in active.items()}
        active = {r: kv for r, kv in active.items() if last[kv[0]] == r}
        while True:
            stand = {k: r for k, (_, r) in self.standing().items() if r not in active}
            blocked = [r for r, (key, _) in active.items() if key in stand]
            if not blocked:
                break
            for received in blocked:
                del active[received]
        receipt = correct(self.ledger, [(r, (*key, value)) for r, key, value in moves])
        assert receipt.corrected == len(active)
        for received, (key, value) in active.items():
            self.rows[received].append((key, value, None))
        self.past.append(self.now())

    @rule()
    def compact(self):
        self.ledger.compact("reading")

    @invariant()
    def every_receipt_shows_what_it_showed(self):
        if self.past[-1] is not None:
            last = len(self.past) - 1
            assert self.ledger.known() == last
            for known in {0, last // 2, last}:
                assert visible(self.ledger, known) == self.past[known]

    def teardown(self):
        for known, seen in enumerate(self.past):
            assert visible(self.ledger, known) == seen
        shutil.rmtree(self.folder)


TestStory = Story.TestCase
TestStory.settings = few
