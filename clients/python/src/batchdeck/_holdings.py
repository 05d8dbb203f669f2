"""Whose the batches are: what this consumer holds, and what an epoch changes of it."""

from typing import Dict, Iterable, List, Mapping, Optional, Tuple

from .batch import Assignment, Batch, Reporter


class Holdings:
    """Batches by task. It is not locked; whoever uses it from threads does that."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._batches: Dict[int, Dict[int, Batch]] = {}
        #: Of each task the epoch that its batches are of.
        self.epochs: Dict[int, int] = {}

    def all(self) -> List[Batch]:
        return [batch for batches in self._batches.values() for batch in batches.values()]

    def load(self, task_id: int, epoch: int, loaded: Iterable[Tuple[int, Tuple[str, ...]]]) -> Assignment:
        """These are its batches from now on; one whose targets changed is another."""
        before = self._batches.get(task_id, {})
        after: Dict[int, Batch] = {}
        added: List[Batch] = []
        for batch_id, targets in loaded:
            known = before.get(batch_id)
            if known is None or known.targets != targets:
                known = Batch(self._reporter, task_id, batch_id, targets)
                added.append(known)
            after[batch_id] = known
        self._batches[task_id] = after
        self.epochs[task_id] = epoch
        return _assignment(task_id, epoch, before, after, added)

    def forget(self, task_id: int) -> Optional[Assignment]:
        """The task is gone. None where nothing of it was held."""
        before = self._batches.pop(task_id, {})
        epoch = self.epochs.pop(task_id, 0)
        return _assignment(task_id, epoch, before, {}, []) if before else None


def _assignment(
    task_id: int, epoch: int, before: Mapping[int, Batch], after: Mapping[int, Batch], added: List[Batch]
) -> Assignment:
    had = frozenset(target for batch in before.values() for target in batch.targets)
    has = frozenset(target for batch in after.values() for target in batch.targets)
    revoked = tuple(batch for batch_id, batch in before.items() if after.get(batch_id) is not batch)
    for batch in revoked:
        batch._revoke()
    news = set(added)
    kept = tuple(batch for batch in after.values() if batch not in news)
    return Assignment(task_id, epoch, tuple(added), revoked, kept, has - had, had - has)
