"""The run itself: the steps, the evaluations between them, and what is left in the model's folder."""

from __future__ import annotations

import contextlib
import math
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mlx.core as mx
import mlx.nn as nn
import mlx.optimizers as optimizers
from mlx.utils import tree_map

from simulacrum_core import SimulacrumError, printable
from simulacrum_core.training import LoraJob, LoraOptions, RunWatch, Schedule, copy_tokenizer

from .adapter import CONFIG, WEIGHTS, Lora
from .batches import loss_sum, padded, rows_of_step, trained_tokens
from .checkpoints import History, restore, save
from .model import add_lora, linear_layers, load_base, stored_names
from .recomputing import recomputed

_LONGEST_GRADIENT = 1.0
_NO_MEMORY = ("memory", "allocate")


def run(job: LoraJob, options: LoraOptions) -> Path:
    """Train; the adapter of the lowest validation loss, or of the last step, lies in the folder that is returned."""
    watch = RunWatch(options.patience, job.output)
    watch.say(f"Loading {printable(job.base.name)} ...")
    saving = options.gradient_checkpointing
    with _named_memory(job):
        model, lora = _with_adapter(job, options)
        training = Training(job, options, model, lora, watch)
        is_saving = mx.default_device() == mx.gpu if saving is None else saving
        with recomputed(model) if is_saving else contextlib.nullcontext():
            training.train()
    if watch.interrupted:
        raise KeyboardInterrupt
    if watch.stopped_early:
        watch.say(f"Stopped early: the validation loss did not fall in {options.patience} evaluations.")
    training.finish()
    copy_tokenizer(job.base.folder, job.output)
    return job.output


class Training:
    """A model with its adapter, and how far its training is."""

    def __init__(self, job: LoraJob, options: LoraOptions, model: Any, lora: Lora, watch: RunWatch) -> None:
        self._job, self._options, self._model, self._lora, self._watch = job, options, model, lora, watch
        self._optimizer = optimizers.AdamW(
            learning_rate=job.rate, betas=[0.9, 0.999], eps=1e-8, weight_decay=0.0, bias_correction=True
        )
        self._loss = nn.value_and_grad(model, _share_of_loss)
        self._history = History(job.schedule.steps)
        if job.last:
            self._history = restore(model, self._optimizer, job.last, job.schedule.steps)

    def train(self) -> None:
        """All steps that are left, until the end, an early stop, or Ctrl-C."""
        plan, history = self._job.schedule, self._history
        with self._watch.watching():
            self._watch.begin(history.step, plan.steps)
            if self._is_due():
                self._evaluate()
            while history.step < plan.steps and not (self._watch.interrupted or self._watch.stopped_early):
                if not self._step(rate_of(history.step, plan, self._job.rate)):
                    break
                if self._is_due():
                    self._evaluate()
                    self._save()
            if self._watch.interrupted and history.step:
                self._save()

    def finish(self) -> None:
        """Leave the adapter of the best step, or of the last one, and the losses in the model's folder."""
        history, output = self._history, self._job.output
        chosen = output / f"checkpoint-{history.best or history.step}"
        for name in (CONFIG, WEIGHTS):
            shutil.copyfile(chosen / name, output / name)
        history.save(output)

    def _step(self, rate: float) -> bool:
        """Compute a step and change the weights; False where it was interrupted before its last batch."""
        step, job, options = self._history.step, self._job, self._options
        batches = rows_of_step(step, job.rows["train"], options.batch, job.accumulation, job.seed)
        tokens = max(sum(map(trained_tokens, batches)), 1)
        # Dropout is that of the step, so that a run that goes on from a checkpoint draws the same.
        mx.random.seed(job.seed * 1_000_003 + step + 1)
        self._model.train()
        gradients, loss = None, 0.0
        for number, rows in enumerate(batches, 1):
            share, found = self._loss(self._model, *padded(rows), tokens)
            gradients = found if gradients is None else tree_map(mx.add, gradients, found)
            mx.eval(share, gradients)
            loss += share.item()
            if self._watch.interrupted and number < len(batches):
                return False
            self._watch.show(step, number % len(batches), len(batches))
        gradients, _ = optimizers.clip_grad_norm(gradients, _LONGEST_GRADIENT)
        self._optimizer.learning_rate = rate
        self._optimizer.update(self._model, gradients)
        mx.eval(self._model.trainable_parameters(), self._optimizer.state)
        mx.clear_cache()
        self._history.step += 1
        self._history.trained(self._history.step, self._epoch(), loss, rate)
        self._watch.trained(loss)
        self._watch.show(self._history.step, 0, len(batches))
        return True

    def _is_due(self) -> bool:
        """Whether this step is to be evaluated; a checkpoint may have been kept before that was done."""
        step, plan = self._history.step, self._job.schedule
        measured = any("eval_loss" in entry and entry["step"] == step for entry in self._history.log)
        return not measured and (step % plan.every == 0 or step == plan.steps)

    def _evaluate(self) -> None:
        """The mean loss per trained token of all held-out rows; one number, whatever the size of a batch."""
        held_out, batch = self._job.rows["validation"], self._options.batch
        tokens = trained_tokens(held_out)
        if not tokens:
            return
        self._model.eval()
        total = 0.0
        for first in range(0, len(held_out), batch):
            total += loss_sum(self._model, *padded(held_out[first : first + batch])).item()
            if self._watch.interrupted:
                return
        history = self._history
        history.evaluated(history.step, self._epoch(), total / tokens)
        self._watch.evaluated(
            history.step, history.steps, history.losses[-1] if history.losses else None, history.held_out
        )

    def _save(self) -> None:
        name, keep = self._job.base.name, self._options.keep
        save(self._model, self._optimizer, self._lora, name, self._history, self._job.output, keep)

    def _epoch(self) -> float:
        an_epoch = math.ceil(len(self._job.rows["train"]) / (self._options.batch * self._job.accumulation))
        return round(self._history.step / an_epoch, 4)


def rate_of(step: int, plan: Schedule, peak: float) -> float:
    """The learning rate of a step, from 0: it rises in a line, then falls as a cosine."""
    if step < plan.warmup:
        return peak * (step + 1) / plan.warmup
    return peak * (1 + math.cos(math.pi * (step - plan.warmup) / max(plan.steps - plan.warmup, 1))) / 2


def _share_of_loss(model: Any, ids: Any, labels: Any, tokens: int) -> Any:
    """A batch's part of the mean loss per trained token of its step."""
    return loss_sum(model, ids, labels) / tokens


def _with_adapter(job: LoraJob, options: LoraOptions) -> tuple[Any, Lora]:
    """The base model with a fresh adapter; raises SimulacrumError where it does not fit the rows."""
    from mlx_lm.utils import maybe_set_recommended_wired_limit

    maybe_set_recommended_wired_limit()
    # Whether it takes the rows was checked by its config.
    model, _ = load_base(job.base.folder, options.bits)
    layers = linear_layers(model, stored_names(job.base.folder))
    if not layers:
        raise SimulacrumError("MLX finds no layers in it that an adapter can be put over", file=job.base.name)
    lora = Lora(options.lora_r, options.alpha, options.lora_dropout, tuple(layers))
    mx.random.seed(job.seed)
    add_lora(model, layers, lora.rank, lora.scale, lora.dropout)
    return model, lora


@contextlib.contextmanager
def _named_memory(job: LoraJob) -> Iterator[None]:
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if isinstance(error, RuntimeError) and not any(word in str(error).lower() for word in _NO_MEMORY):
            raise
        remedy = "Try -t quantize 4, -t batch 1, -t gradient_checkpointing true, a smaller --budget or a smaller model"
        raise SimulacrumError("the memory is too small", file=job.base.name, remedy=remedy) from error
