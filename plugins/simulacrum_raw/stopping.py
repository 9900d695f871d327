"""The end on Ctrl-C: at the next batch, with a checkpoint from which a run goes on as if nothing had been."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from simulacrum_core.training import LoraJob, checkpoints

from .validation import TokenWeighted
from .watching import Watch, set_random_state

_STATE = "trainer_state.json"


class StoppedAtBatchError(Exception):
    """The run was interrupted in the middle of a step or of an evaluation; neither has changed the weights."""


class Stoppable(TokenWeighted):
    """A trainer that a signal ends before or within the next batch, not after minutes.

    The step at hand is given up: what is saved is the step before, with the random numbers that were next then.
    An evaluation at hand is given up as well, and done when the run goes on.
    """

    def __init__(self, job: LoraJob, watch: Watch, **settings: Any) -> None:
        super().__init__(**settings, callbacks=[watch])
        self._job, self._watch = job, watch
        self._is_owed = owes_evaluation(job)

    def run(self) -> None:
        """All steps that are left; those of an interrupted run are left for another one."""
        try:
            self.train(resume_from_checkpoint=str(self._job.last) if self._job.last else None)
        except StoppedAtBatchError:
            self._keep()

    def compute_loss(self, *arguments: Any, **options: Any) -> Any:
        """A batch forward; raises StoppedAtBatchError where the run was interrupted."""
        self._heed()
        loss = super().compute_loss(*arguments, **options)
        self._heed()
        return loss

    def get_batch_samples(self, *arguments: Any, **options: Any) -> tuple[list[Any], Any]:
        """The batches of a step; none where a run that goes on has nothing left to train."""
        if self.state.global_step >= self.state.max_steps or self.control.should_training_stop:
            self.control.should_training_stop = True
            return [], None
        batches: tuple[list[Any], Any] = super().get_batch_samples(*arguments, **options)
        return batches

    def evaluate(self, *arguments: Any, **options: Any) -> Any:
        """As above; the one that a checkpoint lacks is noted in it, so that it is as if never interrupted."""
        metrics = super().evaluate(*arguments, **options)
        if self._is_owed:
            self._is_owed = False
            if self._determine_best_metric(metrics, None):
                self.state.best_model_checkpoint = str(self._checkpoint())
            beside = self._checkpoint() / f"{_STATE}.new"
            self.state.save_to_json(str(beside))
            beside.replace(self._checkpoint() / _STATE)
            self._saved()
        return metrics

    def _keep(self) -> None:
        """Save the last step that was done, where that is not saved yet."""
        if not self.state.global_step or self.state.global_step in checkpoints(self._job.output):
            return
        set_random_state(self._watch.random)
        # What the step that was given up has cost is counted when it is done.
        self.current_flos = 0
        self._save_checkpoint(self.model, None)
        self._saved()

    def _heed(self) -> None:
        if self._watch.interrupted:
            raise StoppedAtBatchError

    def _saved(self) -> None:
        self.control = self.callback_handler.on_save(self.args, self.state, self.control)

    def _checkpoint(self) -> Path:
        return self._job.output / f"checkpoint-{self.state.global_step}"


def owes_evaluation(job: LoraJob) -> bool:
    """Whether the checkpoint to go on from was saved before its evaluation was done."""
    if job.last is None or not job.rows["validation"]:
        return False
    state, plan = json.loads((job.last / _STATE).read_text(encoding="utf-8")), job.schedule
    step = state["global_step"]
    measured = any("eval_loss" in entry and entry["step"] == step for entry in state["log_history"])
    return not measured and (step % plan.every == 0 or step >= plan.steps)
